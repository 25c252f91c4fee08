package lapidary.host.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is open beyond its request: sockets and streams, which nobody waits for when the server
 * stops. Thread-safe.
 */
final class OpenLinks implements AutoCloseable {
    private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    /**
     * Something is open from now on, until {@link #remove}.
     *
     * @param end ends it, soon and in good order
     */
    void add(Runnable end) {
        ends.add(end);
        if (isClosed) { // asked last: what was added before this is found
            end.run();
        }
    }

    void remove(Runnable end) {
        ends.remove(end);
    }

    int size() {
        return ends.size();
    }

    /** Ends all, and what is added from now on. */
    @Override
    public void close() {
        isClosed = true;
        ends.forEach(Runnable::run);
    }
}
