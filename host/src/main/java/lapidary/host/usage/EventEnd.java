package lapidary.host.usage;

import java.util.Locale;

/** How an event came to its end. */
public enum EventEnd {
    COMMITTED,
    FUEL_EXHAUSTED,
    TRAPPED,
    /** It ended itself as failed, or could not be committed. */
    FAILED,
    STORAGE_FULL,
    ABORTED,
    /** The host had no room for it: nothing is billed. */
    UNAVAILABLE,
    /** Something in the host failed: nothing is billed. */
    HOST_FAILED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As receipts name it. */
    public String label() {
        return label;
    }

    /** Whether it is the guest's own doing, and so what it burned is billed. */
    public boolean isBilled() {
        return this != UNAVAILABLE && this != HOST_FAILED;
    }
}
