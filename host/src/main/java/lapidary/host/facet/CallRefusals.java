package lapidary.host.facet;

import static lapidary.abi.ResultCode.ABORTED;
import static lapidary.abi.ResultCode.DENIED;
import static lapidary.abi.ResultCode.FAILED;
import static lapidary.abi.ResultCode.INVALID;
import static lapidary.abi.ResultCode.LIMIT;
import static lapidary.abi.ResultCode.NOT_FOUND;
import static lapidary.abi.ResultCode.UNAVAILABLE;

import lapidary.abi.ResultCode;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import lapidary.host.error.Refusal;
import lapidary.host.facet.Outcome.Answered;
import lapidary.host.facet.Outcome.Detached;
import lapidary.host.facet.Outcome.Failed;
import lapidary.host.facet.Outcome.Forwarded;
import lapidary.host.facet.Outcome.FuelExhausted;
import lapidary.host.facet.Outcome.Heard;
import lapidary.host.facet.Outcome.Rang;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.facet.Outcome.StorageFull;
import lapidary.host.facet.Outcome.Trapped;
import lapidary.host.facet.Outcome.Upgraded;

/** What a guest is told of a call of its own that did not end in a reply. Stateless. */
public final class CallRefusals {
    private CallRefusals() {}

    /** Of a callee that ran, and failed. */
    public static Refusal of(Outcome outcome) {
        return switch (outcome) {
            case Replied _, Detached _, Upgraded _, Heard _, Forwarded _, Answered _, Rang _ ->
                    throw new IllegalArgumentException("no failure of a call: " + outcome);
            case FuelExhausted exhausted ->
                    new Refusal(
                            FAILED,
                            exhausted.what()
                                    + " burned the "
                                    + exhausted.limit().units()
                                    + " units of fuel that it was granted");
            case Trapped trapped ->
                    new Refusal(
                            FAILED,
                            "the callee trapped: "
                                    + trapped.reason()
                                    + (trapped.function().isEmpty()
                                            ? ""
                                            : ", in " + trapped.function()));
            case Failed failed -> new Refusal(FAILED, failed.reason());
            case StorageFull full -> new Refusal(FAILED, full.reason());
        };
    }

    /**
     * Of a callee that did not run.
     *
     * @throws HostException as it came, if it is the host's failure and not the call's
     */
    public static Refusal of(HostException e) {
        return switch (e) {
            case LimitException _ -> new Refusal(limitCode(e.code()), text(e));
            case CallerException _ -> new Refusal(code(e.code()), text(e));
            default -> throw e;
        };
    }

    private static ResultCode limitCode(ErrorCode code) {
        return switch (code) {
            case STORAGE_FULL, FACETS_LIMIT_EXCEEDED -> LIMIT;
            default -> UNAVAILABLE;
        };
    }

    private static ResultCode code(ErrorCode code) {
        return switch (code) {
            case MODULE_NOT_FOUND, FACET_NOT_FOUND, OBJECT_NOT_FOUND, NAMESPACE_NOT_FOUND ->
                    NOT_FOUND;
            case CAPABILITY_DENIED, FORBIDDEN -> DENIED;
            case FACET_ABORTED -> ABORTED;
            case GUEST_TRAPPED, GUEST_FAILED -> FAILED;
            case MODULE_LIMIT_EXCEEDED -> LIMIT;
            default -> INVALID;
        };
    }

    private static String text(HostException e) {
        return String.valueOf(e.getMessage());
    }
}
