package lapidary.host.facet;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * How many events of a namespace run at once. Thread-safe: {@code lock} guards who waits, and is
 * not taken as long as nobody does.
 */
final class EventSlots {
    private static final long WAIT_NANOS_MAX = Turn.WAIT_MAX.toNanos();

    /** How soon an event that waits here learns that it was aborted. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition left = lock.newCondition();

    /**
     * Waits for a slot.
     *
     * @param bound of slots now
     * @param endIfAborted throws if the event need not wait any more
     * @return whether there was one in time
     */
    boolean enter(IntSupplier bound, Runnable endIfAborted) throws InterruptedException {
        if (waiting.get() == 0 && take(bound)) {
            return true;
        }
        waiting.incrementAndGet();
        lock.lockInterruptibly();
        try {
            long until = System.nanoTime() + WAIT_NANOS_MAX;
            while (!take(bound)) {
                endIfAborted.run();
                if (System.nanoTime() - until > 0) {
                    return false;
                }
                long _ = left.awaitNanos(LOOK_NANOS);
            }
            return true;
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }

    /** Takes a slot also where there is none: for an event that had one, and has stepped aside. */
    void enterAgain() {
        running.incrementAndGet();
    }

    void leave() {
        running.decrementAndGet();
        if (waiting.get() > 0) {
            lock.lock();
            try {
                left.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean take(IntSupplier bound) {
        int now = running.get();
        while (now < bound.getAsInt()) {
            if (running.compareAndSet(now, now + 1)) {
                return true;
            }
            now = running.get();
        }
        return false;
    }
}
