package lapidary.host.memory;

import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;

/** The host's memory budget cannot hold what was asked for, with everything idle let go. */
public final class MemoryShortage extends LimitException {
    MemoryShortage(long wanted, long bytesMax) {
        super(
                ErrorCode.OVERLOADED,
                "the host's memory is short: "
                        + wanted
                        + " bytes more do not fit its budget of "
                        + bytesMax
                        + "; try again later");
    }
}
