package lapidary.host.storage;

import lapidary.abi.Limits;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;

/**
 * Stops a statement that sorts more than may be merged in one step: SQLite sorts a megabyte at a
 * time into a file, and begins to merge the file's runs in the step that asks for the first row.
 * Confined to whoever has the turn.
 *
 * <p>Looks at what the thread wrote, when so many steps were made that it may be too much: how
 * often, and what is found, follows from the statement and its data. A sort that is begun again and
 * again writes much and keeps little, so a file must be as long, too.
 */
final class SortWatch {
    /** To a row that is put aside it takes at least a column, a record, the putting, a jump. */
    private static final int STEPS_OF_ROW = 4;

    /** 1 000 narrow steps: a look takes some 20 µs. */
    private static final long BYTES_MIN = 4L << 20;

    /**
     * Rows that may be merged however short they are: 4 millions. What a step merges to begin with
     * goes by the number of rows, not by their bytes, and these are the least steps they take.
     */
    private static final long STEPS_OF_MANY_ROWS = 4_000_000L * STEPS_OF_ROW;

    /** What so many rows of the shortest kind take. */
    private static final long MANY_ROWS_BYTES_MAX = Limits.SQL_SORTED_BYTES_MAX / 2;

    private boolean hasBase;
    private long steps;
    private long base;
    private long bytesToLook;

    /** A statement is about to step to its next row. */
    void begin() {
        hasBase = false;
        steps = 0;
        bytesToLook = BYTES_MIN;
    }

    /**
     * It has made so many steps more, over values of that width.
     *
     * @throws Refusal {@code LIMIT} if it sorts too much
     */
    void look(int stepsMade, Width width) {
        steps += stepsMade;
        bytesToLook -= (long) stepsMade * width.bytesMax / STEPS_OF_ROW;
        if (bytesToLook > 0) {
            return;
        }
        long written = SqlWatch.written();
        if (!hasBase) {
            hasBase = true;
            base = written;
        }
        long bytesMax =
                steps > STEPS_OF_MANY_ROWS ? MANY_ROWS_BYTES_MAX : Limits.SQL_SORTED_BYTES_MAX;
        long left = bytesMax - (written - base);
        if (left < 0 && TempFolder.longest() > bytesMax) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "the statement sorts more than "
                            + bytesMax
                            + " bytes in temporary files: sort fewer rows, shorter columns, or by"
                            + " an index; make an index while its table is short");
        }
        bytesToLook = Math.max(left, BYTES_MIN);
    }
}
