package lapidary.host.memory;

/**
 * Bytes of the budget that somebody holds. Made by its holder before what it stands for, and closed
 * after that has been dropped. Confined to its holder; safe to close twice.
 */
public final class MemoryClaim implements AutoCloseable {
    private final MemoryBudget budget;
    private long bytes;

    MemoryClaim(MemoryBudget budget) {
        this.budget = budget;
    }

    public long bytes() {
        return bytes;
    }

    /**
     * Claims more.
     *
     * @throws MemoryShortage if that is not there, with everything idle let go
     */
    public void add(long more) {
        budget.take(more);
        bytes += more;
    }

    /** Claims more if that is there without taking it from the idle. */
    public boolean tryAdd(long more) {
        boolean isThere = budget.tryTake(more);
        if (isThere) {
            bytes += more;
        }
        return isThere;
    }

    /** Gives some of it back. */
    public void subtract(long fewer) {
        if (fewer > bytes) {
            throw new IllegalArgumentException(fewer + " bytes were never claimed");
        }
        bytes -= fewer;
        budget.give(fewer);
    }

    /** Gives all of it back. */
    @Override
    public void close() {
        subtract(bytes);
    }
}
