package lapidary.host.object;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.facet.FacetRetiredException;

/**
 * Whether an object is there: any number may use it at once, until one wants it all for itself, to
 * delete it. Unlike a lock this is known without waiting, and holds up nobody who only has events
 * for facets that run.
 *
 * <p>Thread-safe: {@code lock} guards the rest, for as long as it takes to look.
 */
final class ObjectLife {
    /** As long as an event may wait for its turn, and a little more. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(40);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int users;
    private boolean isTaken;
    private volatile boolean isRetired;

    /**
     * Uses the object along with others; {@link #leave} is to follow.
     *
     * @throws FacetRetiredException if it was let go
     */
    void enter() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            await(() -> !isTaken);
            users++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #enter}, without waiting: for an event of one of its facets, which whoever wants
     * the object for itself may wait for.
     *
     * @throws LimitException if somebody wants it for itself
     */
    void enterAtOnce() {
        lock.lock();
        try {
            requireLive();
            if (isTaken) {
                throw new LimitException(
                        ErrorCode.OVERLOADED, "the object is being changed as a whole; try again");
            }
            users++;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            users--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the object when nobody uses it, and keeps others out until {@link #giveBack}. */
    void take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            await(() -> !isTaken);
            isTaken = true;
            boolean isAlone = false;
            try {
                await(() -> users == 0);
                isAlone = true;
            } finally {
                isTaken = isAlone;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void giveBack() {
        lock.lock();
        try {
            isTaken = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets the object go if nobody uses it and {@code condition} holds.
     *
     * @return whether it is let go
     */
    boolean retireIf(BooleanSupplier condition) {
        if (!lock.tryLock()) {
            return isRetired;
        }
        try {
            if (users == 0 && !isTaken && condition.getAsBoolean()) {
                retire();
            }
            return isRetired;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the object go, whoever uses it. */
    void retire() {
        lock.lock();
        try {
            isRetired = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Does what must not happen once the object is let go, and takes no time. */
    void whileLive(Runnable action) {
        lock.lock();
        try {
            requireLive();
            action.run();
        } finally {
            lock.unlock();
        }
    }

    boolean isRetired() {
        return isRetired;
    }

    void requireLive() {
        if (isRetired) {
            throw new FacetRetiredException();
        }
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        long left = WAIT_MAX.toNanos();
        requireLive();
        while (!condition.getAsBoolean()) {
            if (left <= 0) {
                throw new LimitException(
                        ErrorCode.OVERLOADED,
                        "the object is still being changed after "
                                + NANOSECONDS.toSeconds(WAIT_MAX.toNanos())
                                + " s; try again");
            }
            left = changed.awaitNanos(left);
            requireLive();
        }
    }
}
