package lapidary.host.facet;

import static lapidary.abi.ResultCode.ABORTED;
import static lapidary.abi.ResultCode.DENIED;
import static lapidary.abi.ResultCode.FAILED;
import static lapidary.abi.ResultCode.INVALID;
import static lapidary.abi.ResultCode.LIMIT;
import static lapidary.abi.ResultCode.NOT_FOUND;
import static lapidary.abi.ResultCode.UNAVAILABLE;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import lapidary.abi.ResultCode;
import lapidary.host.error.FailureException;
import lapidary.host.error.HostException;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.FuelMeter;

/**
 * The event of a facet that acts on others: it steps aside meanwhile, so that it takes nothing from
 * anybody, and what goes wrong there is a code here. Confined to the event's thread.
 */
public final class Caller {
    private static final Logger LOG = System.getLogger("lapidary.facet");

    private final EventGuard guard;

    Caller(EventGuard guard) {
        this.guard = guard;
    }

    /** Something to do with other facets. */
    public interface Action<T> {
        T run() throws InterruptedException;
    }

    /**
     * Acts on other facets.
     *
     * @throws Refusal if that cannot be done
     */
    public <T> T aside(Action<T> action) {
        guard.stepAside();
        try {
            return action.run();
        } catch (FailureException e) {
            LOG.log(Level.ERROR, "the host failed in a facet that another one called", e);
            throw refusal(e);
        } catch (HostException e) {
            throw refusal(e);
        } catch (FacetRetiredException _) {
            throw new Refusal(UNAVAILABLE, "the object is being changed as a whole; try again");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Refusal(UNAVAILABLE, "the server is stopping");
        } finally {
            guard.resume();
        }
    }

    /** Takes what an event has burned that this one has waited for. */
    public void pay(Called called, FuelMeter meter) {
        guard.calleeBurned(called.burned());
        meter.charge(called.burned());
    }

    EventGuard guard() {
        return guard;
    }

    private static Refusal refusal(HostException e) {
        return new Refusal(code(e), String.valueOf(e.getMessage()));
    }

    private static ResultCode code(HostException e) {
        return switch (e.code()) {
            case FACET_ABORTED -> ABORTED;
            case FACET_NOT_FOUND, MODULE_NOT_FOUND, OBJECT_NOT_FOUND, NAMESPACE_NOT_FOUND ->
                    NOT_FOUND;
            case CAPABILITY_DENIED, FORBIDDEN -> DENIED;
            case REQUEST_INVALID, NAME_INVALID -> INVALID;
            case FACETS_LIMIT_EXCEEDED, MODULE_LIMIT_EXCEEDED, STORAGE_FULL, MODULE_TOO_LARGE ->
                    LIMIT;
            case FACET_BUSY, OVERLOADED, RATE_LIMITED -> UNAVAILABLE;
            // of a callee, or of the host while it runs one
            default -> FAILED;
        };
    }
}
