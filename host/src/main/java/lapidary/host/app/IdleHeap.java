package lapidary.host.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Gives the heap of a host that has nothing to do back to the system: what facets had before they
 * hibernated lies there as garbage, and a JVM that allocates nothing does not collect it. One full
 * collection, when no event has burned fuel for a while. It stops the world for a moment, so it is
 * not done where much may be alive. Confined to the thread that runs it.
 */
final class IdleHeap implements Runnable {
    /** Longer than facets take to hibernate. */
    static final Duration QUIET = Duration.ofSeconds(12);

    /** Less is not worth it. */
    static final long USED_BYTES_MIN = 64 << 20;

    /** A collection takes a second for each 200 to 500 MB that are alive. */
    static final long USED_BYTES_MAX = 1L << 30;

    private final LongSupplier fuelBurned;
    private final LongSupplier bytesUsed;
    private final Runnable collection;
    private final InstantSource time;
    private long burnedBefore;
    private Instant quietSince;
    private boolean isCollected;

    /**
     * Of this JVM.
     *
     * @param fuelBurned by all events so far
     */
    static IdleHeap ofThisProcess(LongSupplier fuelBurned) {
        Runtime jvm = Runtime.getRuntime();
        return new IdleHeap(
                fuelBurned,
                () -> jvm.totalMemory() - jvm.freeMemory(),
                System::gc,
                InstantSource.system());
    }

    IdleHeap(
            LongSupplier fuelBurned,
            LongSupplier bytesUsed,
            Runnable collection,
            InstantSource time) {
        this.fuelBurned = fuelBurned;
        this.bytesUsed = bytesUsed;
        this.collection = collection;
        this.time = time;
        quietSince = time.instant();
    }

    /** Looks, every second or so. */
    @Override
    public void run() {
        long burned = fuelBurned.getAsLong();
        if (burned != burnedBefore) {
            burnedBefore = burned;
            quietSince = time.instant();
            isCollected = false;
        } else if (!isCollected && !time.instant().isBefore(quietSince.plus(QUIET))) {
            isCollected = true;
            long used = bytesUsed.getAsLong();
            if (used >= USED_BYTES_MIN && used <= USED_BYTES_MAX) {
                collection.run();
            }
        }
    }
}
