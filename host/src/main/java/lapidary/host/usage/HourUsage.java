package lapidary.host.usage;

/**
 * What a facet used in an hour. Immutable, as long as nobody adds to its counts.
 *
 * @param hour since 1970, of the events' starts
 * @param part another number for each time that the hour was begun to be counted: parts add up
 * @param sinceMillis start of the first event that is counted
 * @param storedBytes of the database, when it was last counted
 */
public record HourUsage(long hour, long part, long sinceMillis, long storedBytes, Counts counts) {
    private static final long MILLIS = 3_600_000;

    /** In place of an hour: all hours that were moved to where those of all facets are kept. */
    public static final long MOVED = 0;

    public boolean isNotMoved() {
        return hour != MOVED;
    }

    /** The hour of a time. */
    public static long hourOf(long millis) {
        return Math.floorDiv(millis, MILLIS);
    }

    /** When an hour begins, in milliseconds since 1970. */
    public static long startMillis(long hour) {
        return Math.multiplyExact(hour, MILLIS);
    }
}
