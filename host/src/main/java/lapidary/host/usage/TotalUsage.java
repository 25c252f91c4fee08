package lapidary.host.usage;

import java.util.List;

/**
 * What a facet used since it has its data. Immutable, as long as nobody adds to its counts.
 *
 * @param sinceMillis start of the first event that is counted; 0 if there was none
 * @param storedBytes of the database, when it was last counted
 */
public record TotalUsage(long sinceMillis, long storedBytes, Counts counts) {
    /** All that some hours have, the last one last. */
    public static TotalUsage of(List<HourUsage> hours) {
        var sum = new Counts();
        long since = 0;
        long stored = 0;
        for (var hour : hours) {
            sum.addAll(hour.counts());
            since = since == 0 ? hour.sinceMillis() : Math.min(since, hour.sinceMillis());
            stored = hour.storedBytes();
        }
        return new TotalUsage(since, stored, sum);
    }
}
