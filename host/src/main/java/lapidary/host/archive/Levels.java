package lapidary.host.archive;

/**
 * The levels of a facet's files: 0 has them as they were shipped, each level above the same changes
 * merged over longer windows, so that a restore reads few files.
 */
final class Levels {
    /** Whole databases. */
    static final int SNAPSHOT = 9;

    static final int HIGHEST = 3;

    private static final long[] WINDOW_MILLIS = {1, 30_000, 300_000, 3_600_000};

    private Levels() {}

    /** The window of a level that a time lies in. */
    static long window(int level, long millis) {
        return Math.floorDiv(millis, WINDOW_MILLIS[level]);
    }
}
