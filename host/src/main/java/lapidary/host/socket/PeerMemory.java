package lapidary.host.socket;

import lapidary.host.memory.HeapSize;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryClaim;
import lapidary.host.memory.MemoryShortage;

/**
 * What a message takes while its peer sends it, until its event is over: of the budget, and if it
 * is long, of what slow peers may hold of that. Confined to its holder; safe to close twice.
 */
final class PeerMemory implements AutoCloseable {
    /** Up to here nobody asks how much slow peers hold. */
    static final int SHORT_BYTES_MAX = 64 << 10;

    private final MemoryBudget budget;
    private final MemoryClaim claim;
    private long shared;

    PeerMemory(MemoryBudget budget) {
        this.budget = budget;
        this.claim = budget.claim();
    }

    /**
     * There is to be an array of that size instead of a shorter one; both are there for a moment.
     *
     * @throws MemoryShortage if there is no room for it
     */
    boolean grow(int capacity) {
        long wanted = capacity <= SHORT_BYTES_MAX ? 0 : HeapSize.ofBytes(capacity);
        if (!budget.slowPeers().tryTake(wanted - shared)) {
            return false;
        }
        shared = wanted;
        claim.add(HeapSize.ofBytes(capacity));
        return true;
    }

    /** The shorter array is no more. */
    void grown(int before) {
        if (before > 0) {
            claim.subtract(HeapSize.ofBytes(before));
        }
    }

    @Override
    public void close() {
        budget.slowPeers().give(shared);
        shared = 0;
        claim.close();
    }
}
