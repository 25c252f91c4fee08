package lapidary.host.facet;

import java.util.function.Supplier;
import lapidary.abi.Limits;
import lapidary.host.engine.FuelTank;
import lapidary.host.engine.GuestTrap;

/**
 * Looks after a running event at the end of each slice of its fuel: ends it when it was aborted or
 * has taken too long, and lets others have the processor. Confined to the event's thread.
 */
final class EventGuard implements FuelTank.SliceListener {
    private static final long WALL_NANOS_MAX = Limits.EVENT_WALL_MILLIS_MAX * 1_000_000;

    private final Supplier<Abort> lastAbort;
    private Abort abortAtStart = Abort.NONE;
    private long startNanos;

    /**
     * @param lastAbort of the facet
     */
    EventGuard(Supplier<Abort> lastAbort) {
        this.lastAbort = lastAbort;
    }

    /** An event begins that came when {@code abort} was the last. */
    void begin(Abort abort) {
        abortAtStart = abort;
        startNanos = System.nanoTime();
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // a virtual thread gives its carrier back only so
    public void onSlice(long used) {
        var abort = lastAbort.get();
        if (abort.count() != abortAtStart.count()) {
            throw new EventStopped(abort);
        }
        if (System.nanoTime() - startNanos > WALL_NANOS_MAX) {
            throw new GuestTrap(
                    "the event ran for more than " + Limits.EVENT_WALL_MILLIS_MAX + " ms");
        }
        Thread.yield();
    }
}
