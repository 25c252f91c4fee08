package lapidary.host.facet;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the events of one facet, one after the other, wait with for a permit of {@link LongEvents},
 * whose lock guards it.
 */
final class Ticket {
    enum State {
        IDLE,
        WAITING,
        /** Has a permit. */
        RUNNING
    }

    final NamespaceShare share;
    volatile State state = State.IDLE;
    volatile boolean isEvicted;
    long lentAtNanos;

    private final BooleanSupplier isToEnd;
    private final BooleanSupplier isPinned;
    private volatile @Nullable Thread thread;

    /**
     * @param isToEnd whether the event is to end, and need not wait
     * @param isPinned whether the event's thread keeps its carrier if it waits now
     */
    Ticket(NamespaceShare share, BooleanSupplier isToEnd, BooleanSupplier isPinned) {
        this.share = share;
        this.isToEnd = isToEnd;
        this.isPinned = isPinned;
    }

    boolean isToEnd() {
        return isEvicted || isToEnd.getAsBoolean();
    }

    /** For other threads a guess: it may be over. */
    boolean isPinned() {
        return isPinned.getAsBoolean();
    }

    /** The current thread waits with it from now on. */
    void await() {
        thread = Thread.currentThread();
        isEvicted = false;
        state = State.WAITING;
    }

    /** Nobody waits with it any more. */
    void waited() {
        thread = null;
    }

    void evict() {
        isEvicted = true;
        wakeUp();
    }

    /** Has who waits look again whether it still must. */
    void wakeUp() {
        var waiting = thread;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }
}
