package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import org.junit.jupiter.api.function.Executable;

/** Expecting a refusal. */
final class Refusals {
    private Refusals() {}

    static Refusal assertRefused(ResultCode code, Executable work) {
        var refusal = assertThrows(Refusal.class, work);
        assertEquals(code, refusal.code(), refusal.text());
        return refusal;
    }
}
