package lapidary.host.object;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock for each name, there as long as somebody holds it or waits for it: who changes one facet
 * need not wait for who changes another. Thread-safe.
 */
final class NameLocks {
    /** A lock, and how many have asked for it; the map guards the count. */
    private static final class Counted {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }

    private final ConcurrentHashMap<String, Counted> locks = new ConcurrentHashMap<>();

    /** Waits for the lock of that name; {@link Held#close} gives it back. */
    Held lock(String name) {
        var counted =
                locks.compute(
                        name,
                        (_, known) -> {
                            var lock = known == null ? new Counted() : known;
                            lock.users++;
                            return lock;
                        });
        counted.lock.lock();
        return () -> {
            counted.lock.unlock();
            locks.computeIfPresent(name, (_, known) -> --known.users == 0 ? null : known);
        };
    }

    /** A lock that the current thread has. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
