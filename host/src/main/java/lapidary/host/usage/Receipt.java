package lapidary.host.usage;

import java.util.List;

/**
 * What one event used. Immutable, as long as nobody adds to its counts.
 *
 * @param requestId of the request that the event belongs to; empty if there is none
 * @param facet path in its object: {@code /} for the root
 * @param module digest of the module
 * @param reason what ended it, in words, if it did not commit; else empty
 * @param startMillis since 1970
 * @param durationNanos from its start to its commit
 * @param counts its own, without those of what it called
 * @param calledFuel what it paid for the events it called
 * @param storedBytes of its facet's database after it
 * @param calls receipts of the events that it called, and of wakes that they waited for, in order
 */
public record Receipt(
        String requestId,
        String namespace,
        String object,
        String facet,
        String module,
        EventKind kind,
        EventEnd end,
        String reason,
        long startMillis,
        long durationNanos,
        Counts counts,
        long calledFuel,
        long storedBytes,
        List<Receipt> calls) {
    public Receipt {
        calls = List.copyOf(calls);
    }

    /** What its instructions burned: all that host functions and SQL did not. */
    public long wasmFuel() {
        return counts.get(Measure.FUEL)
                - counts.get(Measure.HOST_FUEL)
                - counts.get(Measure.SQL_FUEL);
    }
}
