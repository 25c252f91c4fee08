package lapidary.host.storage;

import lapidary.abi.Limits;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;

/**
 * What the open statements of an event may hold of the host's memory together. A statement with
 * room for few values has each as long as the published limit says; one with thousands of registers
 * has shorter ones, so that its memory is bounded whatever it does. Depends on the programs alone,
 * so equal events get equal answers. Confined to whoever has the turn.
 *
 * <p>See docs/decisions/0010-memory-of-sql.md.
 */
final class EventMemory {
    /** Long values of one statement, together. */
    static final long STATEMENT_BYTES_MAX = 256L << 20;

    /** Long values of all open statements, together. */
    static final long EVENT_BYTES_MAX = 512L << 20;

    /** Sorters and tables of a statement's own; of all open statements twice as many. */
    static final int STRUCTURES_MAX = 64;

    /** Rows that were read ahead of the guest, and those kept for {@code RETURNING}. */
    static final int ROW_BYTES_MAX = 8 << 20;

    private static final int VALUE_BYTES_MIN = 4096;

    private long promised;
    private int structures;
    private long rowBytes;

    /** What one statement was promised, to be given back. */
    record Share(int valueBytes, long bytes, int structures) {}

    /**
     * How long a value of a statement may be while it runs, at most as long as was said.
     *
     * @throws Refusal {@code LIMIT} if what is open leaves no room
     */
    Share take(ProgramMemory program, int valueBytesMax) {
        long left = Math.min(STATEMENT_BYTES_MAX, EVENT_BYTES_MAX - promised);
        long valueBytes = Math.min(valueBytesMax, left / program.values());
        if (valueBytes < Math.min(VALUE_BYTES_MIN, valueBytesMax)) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "the statement may hold "
                            + program.values()
                            + " values at once; it and the open cursors may hold "
                            + EVENT_BYTES_MAX
                            + " bytes");
        }
        refuseManyStructures(program.structures());
        refuseManyColumns(program.sortedColumns());
        var share =
                new Share((int) valueBytes, valueBytes * program.values(), program.structures());
        promised += share.bytes();
        structures += share.structures();
        return share;
    }

    private void refuseManyStructures(int more) {
        if (more > STRUCTURES_MAX || structures + more > 2 * STRUCTURES_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "the statement has "
                            + more
                            + " sorters and temporary tables; the limit is "
                            + STRUCTURES_MAX
                            + ", and twice as many in all open cursors");
        }
    }

    /**
     * A megabyte of rows is sorted in one step, and each two of them may be equal up to the last.
     */
    private static void refuseManyColumns(int columns) {
        if (columns > Limits.SQL_SORT_COLUMNS_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "the statement sorts or groups by more than "
                            + Limits.SQL_SORT_COLUMNS_MAX
                            + " columns");
        }
    }

    void giveBack(Share share) {
        promised -= share.bytes();
        structures -= share.structures();
    }

    /** A cursor keeps so many more bytes of rows, or fewer. */
    void keep(int bytes) {
        rowBytes += bytes;
        if (bytes > 0 && rowBytes > ROW_BYTES_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "the open cursors keep more than "
                            + ROW_BYTES_MAX
                            + " bytes of rows: read or close some");
        }
    }
}
