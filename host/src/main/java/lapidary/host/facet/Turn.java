package lapidary.host.facet;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose turn it is at a facet: one at a time, first come first served, the queue bounded in number
 * and in time. Thread-safe.
 */
final class Turn {
    /** How many may wait. */
    static final int WAITING_MAX = 1_024;

    /** How long one waits at most. */
    static final Duration WAIT_MAX = Duration.ofSeconds(30);

    private final String name;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param name of the facet, for messages
     */
    Turn(String name) {
        this.name = name;
    }

    /** Waits for the turn, or throws {@link FacetBusyException}. */
    void acquire() throws InterruptedException {
        if (waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
            throw new FacetBusyException(
                    "facet " + name + " has " + WAITING_MAX + " events waiting; try again later");
        }
        try {
            if (!lock.tryLock(WAIT_MAX.toNanos(), NANOSECONDS)) {
                throw new FacetBusyException(
                        "facet " + name + " was still busy after " + WAIT_MAX + "; try again");
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Takes the turn if nobody has it or waits for it. */
    boolean acquireIfFree() {
        return !lock.hasQueuedThreads() && lock.tryLock();
    }

    /** Waits for the turn however long it takes, past the bounds that hold for events. */
    void acquireUninterruptibly() {
        lock.lock();
    }

    void release() {
        lock.unlock();
    }
}
