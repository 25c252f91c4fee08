package lapidary.host.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of a budget those may hold together whom nobody can hurry: clients that send slowly, or
 * do not read. What they take is claimed of the budget besides. Thread-safe.
 */
public final class MemoryShare {
    private final long bytesMax;
    private final AtomicLong used = new AtomicLong();

    MemoryShare(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes so many bytes, if they are there. */
    public boolean tryTake(long bytes) {
        if (used.addAndGet(bytes) <= bytesMax) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    public void give(long bytes) {
        used.addAndGet(-bytes);
    }

    /** What is taken now. */
    public long used() {
        return used.get();
    }
}
