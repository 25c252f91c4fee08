package lapidary.host.wasm;

import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;

/**
 * The ways to refuse a module. Each names the offset of the byte, counted from the start of the
 * module, where reading on made no sense.
 */
final class Refusals {
    private Refusals() {}

    static HostException invalid(long offset, String what) {
        return refusal(ErrorCode.MODULE_INVALID, offset, what);
    }

    static HostException unsupported(long offset, String feature) {
        return refusal(ErrorCode.MODULE_FEATURE_UNSUPPORTED, offset, feature + " is not supported")
                .with("feature", feature);
    }

    static HostException beyond(long offset, String what, long value, long limit) {
        return refusal(
                        ErrorCode.MODULE_LIMIT_EXCEEDED,
                        offset,
                        what + " is " + Long.toUnsignedString(value) + ", over " + limit)
                .with("limit", limit);
    }

    static HostException refusal(ErrorCode code, long offset, String what) {
        return new CallerException(code, what + " (at offset " + offset + ")")
                .with("offset", offset);
    }
}
