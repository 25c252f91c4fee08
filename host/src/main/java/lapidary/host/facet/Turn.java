package lapidary.host.facet;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import lapidary.host.error.Seconds;

/**
 * Whose turn it is at a facet: one at a time, first come first served, the queue bounded in number,
 * in bytes and in time. Thread-safe.
 */
final class Turn {
    /** How many may wait. */
    static final int WAITING_MAX = 1_024;

    /** What those who wait may hold together; one alone may hold more. */
    static final long WAITING_BYTES_MAX = 8 << 20;

    /** How long one waits at most. */
    static final Duration WAIT_MAX = Duration.ofSeconds(30);

    private final String name;
    private final NamespaceShare share;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();

    /**
     * @param name of the facet, for messages
     */
    Turn(String name, NamespaceShare share) {
        this.name = name;
        this.share = share;
    }

    /**
     * Waits for the turn.
     *
     * @param bytes that the event holds meanwhile
     * @throws FacetBusyException if it does not come in time, or too many wait already
     * @throws lapidary.host.error.LimitException if too many wait in the whole namespace
     */
    void acquire(LongSupplier bytes) throws InterruptedException {
        if (lock.tryLock(0, NANOSECONDS)) { // unlike tryLock() behind those who wait
            return;
        }
        share.queue();
        try {
            acquireInQueue(bytes.getAsLong());
        } finally {
            share.unqueue();
        }
    }

    /** As {@link #acquire}, past the bounds of the queue: for who ends events. */
    void acquirePastBounds() throws InterruptedException {
        if (!lock.tryLock(WAIT_MAX.toNanos(), NANOSECONDS)) {
            throw stillBusy();
        }
    }

    /** Takes the turn if nobody has it, the caller included, or waits for it. */
    boolean acquireIfFree() {
        return !lock.isHeldByCurrentThread() && !lock.hasQueuedThreads() && lock.tryLock();
    }

    /** Waits for the turn however long it takes, past the bounds that hold for events. */
    void acquireUninterruptibly() {
        lock.lock();
    }

    /** What those who wait hold together. */
    long waitingBytes() {
        return waitingBytes.get();
    }

    void release() {
        lock.unlock();
    }

    private void acquireInQueue(long bytes) throws InterruptedException {
        int count = waiting.incrementAndGet();
        long held = waitingBytes.addAndGet(bytes);
        try {
            if (count > WAITING_MAX) {
                throw new FacetBusyException(
                        "facet " + name + " has " + WAITING_MAX + " events waiting; try again");
            }
            if (count > 1 && held > WAITING_BYTES_MAX) {
                throw new FacetBusyException(
                        "facet " + name + " has events of " + held + " bytes waiting; try again");
            }
            acquirePastBounds();
        } finally {
            waitingBytes.addAndGet(-bytes);
            waiting.decrementAndGet();
        }
    }

    private FacetBusyException stillBusy() {
        return new FacetBusyException(
                "facet " + name + " was still busy after " + Seconds.of(WAIT_MAX) + "; try again");
    }
}
