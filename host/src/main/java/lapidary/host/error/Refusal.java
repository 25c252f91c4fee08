package lapidary.host.error;

import lapidary.abi.ResultCode;

/**
 * A host function's answer other than success: a code for the guest, and the text that {@code
 * facet_info.last_error} then gives, on one line. It only unwinds a host function, so it carries no
 * stack trace.
 */
public final class Refusal extends RuntimeException {
    private final ResultCode code;

    public Refusal(ResultCode code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    public ResultCode code() {
        return code;
    }

    /** The text for {@code last_error}. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
