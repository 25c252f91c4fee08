package lapidary.host.memory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many bytes of heap guests and requests may hold, all together: instances with their spare
 * capacity, bodies, replies, rows, modules and what loads them. Claimed before it is allocated.
 * When the budget is short, what is idle goes first; then the claim is refused. See
 * docs/decisions/0012-memory-budget.md.
 *
 * <p>Thread-safe. {@code reclaiming} is held while idle things are let go, and no claim of theirs
 * waits for it.
 */
public final class MemoryBudget {
    /** For whoever runs without a host around it, in tests above all. */
    public static final MemoryBudget UNLIMITED = new MemoryBudget(Long.MAX_VALUE / 2);

    /** A shortage lets go of this part of the budget at least, so that the next is not at once. */
    private static final int RECLAIMED_PART = 32;

    /** Of the budget, what slow clients may hold. */
    private static final int SLOW_PART = 4;

    private final long bytesMax;
    private final MemoryShare slowPeers;
    private final AtomicLong used = new AtomicLong();
    private final List<Reclaimer> reclaimers = new CopyOnWriteArrayList<>();
    private final ReentrantLock reclaiming = new ReentrantLock();

    public MemoryBudget(long bytesMax) {
        if (bytesMax <= 0) {
            throw new IllegalArgumentException("a budget has one byte at least, not " + bytesMax);
        }
        this.bytesMax = bytesMax;
        this.slowPeers = new MemoryShare(bytesMax / SLOW_PART);
    }

    /** Half of what the heap may grow to: the rest is the host's own, and the collector's room. */
    public static long defaultBytes() {
        return Runtime.getRuntime().maxMemory() / 2;
    }

    /** Adds someone to be asked in a shortage, after those that are there. */
    public void onShortage(Reclaimer reclaimer) {
        reclaimers.add(reclaimer);
    }

    /** What clients may hold together that send slowly, or do not read. */
    public MemoryShare slowPeers() {
        return slowPeers;
    }

    public long bytesMax() {
        return bytesMax;
    }

    /** What is claimed now. */
    public long used() {
        return used.get();
    }

    /** A claim of nothing yet. */
    public MemoryClaim claim() {
        return new MemoryClaim(this);
    }

    /**
     * A claim of so many bytes.
     *
     * @throws MemoryShortage if they are not there, with everything idle let go
     */
    public MemoryClaim claim(long bytes) {
        var claim = claim();
        claim.add(bytes);
        return claim;
    }

    void take(long bytes) {
        if (!tryTake(bytes)) {
            takeShort(bytes);
        }
    }

    boolean tryTake(long bytes) {
        if (used.addAndGet(bytes) <= bytesMax) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
    }

    private void takeShort(long bytes) {
        if (bytes > bytesMax) {
            throw new MemoryShortage(bytes, bytesMax);
        }
        reclaiming.lock();
        try {
            for (Reclaimer reclaimer : reclaimers) {
                if (tryTake(bytes)) {
                    return;
                }
                long missing = used.get() + bytes - bytesMax;
                reclaimer.reclaim(Math.max(missing, bytesMax / RECLAIMED_PART));
            }
            if (!tryTake(bytes)) {
                throw new MemoryShortage(bytes, bytesMax);
            }
        } finally {
            reclaiming.unlock();
        }
    }
}
