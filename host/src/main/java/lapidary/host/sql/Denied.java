package lapidary.host.sql;

import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;

/**
 * Makes the refusals of the gate: each says what was refused, and what to do instead if that is.
 */
final class Denied {
    private Denied() {}

    static Refusal because(String reason) {
        return new Refusal(ResultCode.DENIED, reason);
    }
}
