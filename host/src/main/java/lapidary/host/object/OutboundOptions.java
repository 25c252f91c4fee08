package lapidary.host.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.HashSet;
import java.util.List;
import lapidary.abi.Limits;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.module.Digest;
import lapidary.host.module.PlainName;
import lapidary.host.outbound.Origin;
import lapidary.host.outbound.OutboundPolicy;
import org.jspecify.annotations.Nullable;

/**
 * By which a facet's requests leave, as the contract's JSON has it: one of the two.
 *
 * @param allow origins, such as {@code https://api.example:8443}, exactly
 * @param via a module that sees each request, and may answer it
 */
@JsonInclude(Include.NON_NULL)
public record OutboundOptions(@Nullable List<@Nullable String> allow, @Nullable String via) {
    /** Checks what a type cannot. */
    void check(String where) {
        if ((allow == null) == (via == null)) {
            throw invalid(where + " is null, or has allow or via, one of them");
        }
        if (via != null && !PlainName.matches(via) && !Digest.isDigest(via)) {
            throw invalid(where + ".via is a module's name or its digest");
        }
        if (allow != null) {
            checkOrigins(where + ".allow", allow);
        }
    }

    /** The policy that they are, once they were checked. */
    static OutboundPolicy policy(@Nullable OutboundOptions options) {
        if (options == null) {
            return OutboundPolicy.none();
        }
        if (options.via != null) {
            return new OutboundPolicy.Via(options.via);
        }
        var origins = new HashSet<Origin>();
        for (String origin : options.allow == null ? List.<String>of() : options.allow) {
            if (origin != null) {
                origins.add(Origin.parse(origin));
            }
        }
        return new OutboundPolicy.Allow(origins);
    }

    private static void checkOrigins(String where, List<@Nullable String> origins) {
        if (origins.size() > Limits.OUTBOUND_ORIGINS_MAX) {
            throw invalid(where + " names at most " + Limits.OUTBOUND_ORIGINS_MAX + " origins");
        }
        for (int i = 0; i < origins.size(); i++) {
            String origin = origins.get(i);
            if (origin == null) {
                throw invalid(where + "[" + i + "] is null, expected an origin");
            }
            try {
                var _ = Origin.parse(origin);
            } catch (IllegalArgumentException e) {
                throw invalid(
                        where
                                + "["
                                + i
                                + "] is no origin, such as https://api.example: "
                                + e.getMessage());
            }
        }
    }

    private static CallerException invalid(String message) {
        return new CallerException(ErrorCode.REQUEST_INVALID, message);
    }
}
