package lapidary.host.object;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;

/**
 * A lock for each name, there as long as somebody holds it or waits for it: who changes one facet
 * need not wait for who changes another. Thread-safe.
 */
final class NameLocks {
    /** As long as an event may wait for its turn, and a little more. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(40);

    /** A lock, and how many have asked for it; the map guards the count. */
    private static final class Counted {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }

    private final ConcurrentHashMap<String, Counted> locks = new ConcurrentHashMap<>();

    /**
     * Waits for the lock of that name; {@link Held#close} gives it back.
     *
     * @throws LimitException if it is not free in time
     */
    Held lock(String name) throws InterruptedException {
        var counted =
                locks.compute(
                        name,
                        (_, known) -> {
                            var lock = known == null ? new Counted() : known;
                            lock.users++;
                            return lock;
                        });
        boolean isHeld = false;
        try {
            isHeld = counted.lock.tryLock(WAIT_MAX.toNanos(), NANOSECONDS);
        } finally {
            if (!isHeld) {
                release(name);
            }
        }
        if (!isHeld) {
            throw new LimitException(
                    ErrorCode.OVERLOADED, "the facet is still being changed; try again");
        }
        return () -> {
            counted.lock.unlock();
            release(name);
        };
    }

    private void release(String name) {
        locks.computeIfPresent(name, (_, known) -> --known.users == 0 ? null : known);
    }

    /** A lock that the current thread has. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
