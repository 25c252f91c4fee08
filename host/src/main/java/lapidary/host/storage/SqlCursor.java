package lapidary.host.storage;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;
import lapidary.abi.Limits;
import lapidary.abi.ListWriter;
import lapidary.abi.Prices;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import lapidary.host.usage.Measure;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one statement, read a few at a time. The row after the last one given out is there
 * already, encoded, so its size is known. A statement that writes ran to its end before its cursor
 * is handed out, and all its rows are there. Confined to whoever has the turn; ends with the event.
 */
public final class SqlCursor implements AutoCloseable {
    /** What a cursor needs of the statement that it reads from. */
    interface Rows {
        /** Steps to the next row; false at the end. */
        boolean step();

        /** The statement, on a row. */
        PreparedSql statement();

        /** Gives the statement back: it is not stepped again. */
        void release();

        /** The data, or what statements mean, are about to change. */
        default void beforeChange() {}
    }

    private final FacetSession session;
    private final List<String> columns;
    private final RowBuffer buffer;
    private final ArrayDeque<Integer> rowSizes = new ArrayDeque<>();
    private @Nullable Rows rows;
    private @Nullable Refusal failure;
    private int given;
    private int kept;
    private long rowsRead;
    private long rowsWritten;
    private boolean closed;

    SqlCursor(FacetSession session, List<String> columns, Rows rows) {
        this.session = session;
        this.buffer = new RowBuffer(session.memory);
        this.columns = columns;
        this.rows = rows;
        session.opened(this);
    }

    /** A cursor over nothing, without columns. */
    SqlCursor(FacetSession session) {
        this.session = session;
        this.buffer = new RowBuffer(session.memory);
        this.columns = List.of();
        session.opened(this);
    }

    /** The statement stands on a row: keeps it. */
    void keepRow() {
        Rows source = rows;
        if (source == null) {
            throw new IllegalStateException("the rows were given back");
        }
        int before = buffer.size();
        try {
            buffer.addRow(source.statement(), columns.size(), session.event().meter);
        } catch (SQLException e) {
            throw new SqliteFailure(e).refusal();
        }
        int size = buffer.size() - before;
        rowSizes.add(size);
        kept += size;
        session.eventMemory.keep(size);
    }

    /** The statement wrote: keeps all its rows, of which the first is there if {@code onRow}. */
    void keepAllRows(boolean onRow) {
        boolean row = onRow;
        Rows source = rows;
        while (row && source != null) {
            keepRow();
            if (buffer.size() > Limits.SQL_RETURNING_BYTES_MAX) {
                throw new Refusal(
                        ResultCode.LIMIT,
                        "the rows of RETURNING are over "
                                + Limits.SQL_RETURNING_BYTES_MAX
                                + " bytes");
            }
            row = source.step();
        }
        release();
    }

    /** The data, or what statements mean, are about to change under the cursor. */
    void beforeChange() {
        if (rows != null) {
            rows.beforeChange();
        }
    }

    void wrote(long rowCount) {
        rowsWritten = rowCount;
        session.event().used.add(Measure.ROWS_WRITTEN, rowCount);
    }

    private void countRead(int rowCount) {
        rowsRead += rowCount;
        session.event().used.add(Measure.ROWS_READ, rowCount);
    }

    /** Nothing more to read from the statement: gives it back. */
    void release() {
        Rows source = rows;
        rows = null;
        if (source != null) {
            source.release();
        }
    }

    /** Adds the names of the columns, in order. */
    public void columns(ListWriter out) {
        refuseIfClosed();
        columns.forEach(out::add);
    }

    /** Characters of all names together. */
    public long columnsLength() {
        return columns.stream().mapToLong(String::length).sum();
    }

    /** The names of the columns, in order. */
    public List<String> columnNames() {
        return columns;
    }

    /**
     * As many whole rows as fit into so many bytes: they are the first bytes of {@link #buffer},
     * until the next call; how many bytes is the result, 0 at the end.
     *
     * @throws Refusal {@code TOO_SMALL} if the next row alone does not fit; what stopped SQLite
     */
    public int next(int capacity) {
        buffer.drop(given);
        given = 0;
        int size = 0;
        for (int row = nextRowSize(); row != 0; row = lookAhead(size)) {
            if (row > capacity - size) {
                refuseIfNothing(size, row, capacity);
                break;
            }
            rowSizes.remove();
            countRead(1);
            size += row;
            given = size;
        }
        return size;
    }

    /**
     * Writes as many whole rows as fit into a part of an array, and keeps none of them: however
     * much is read, one row is in the host's memory.
     *
     * @return how many bytes, 0 at the end
     * @throws Refusal as {@link #next(int)}
     */
    public int next(byte[] into, int offset, int capacity) {
        int size = 0;
        for (int row = nextRowSize(); row != 0; row = lookAhead(size)) {
            if (row > capacity - size) {
                refuseIfNothing(size, row, capacity);
                break;
            }
            System.arraycopy(buffer.array(), given, into, offset + size, row);
            rowSizes.remove();
            countRead(1);
            size += row;
            given += row;
            dropMostlyGiven();
        }
        return size;
    }

    private static void refuseIfNothing(int size, int row, int capacity) {
        if (size == 0) {
            throw new Refusal(
                    ResultCode.TOO_SMALL,
                    "the next row has " + row + " bytes; there is room for " + capacity);
        }
    }

    /** Reads all rows and gives none of them out: what counts is that none of them failed. */
    void skipToEnd() {
        while (nextRowSize() != 0) {
            countRead(rowSizes.size());
            rowSizes.clear();
            given = buffer.size();
        }
    }

    /** The rows that {@link #next(int)} gave last. */
    public byte[] buffer() {
        return buffer.array();
    }

    /** Bytes that the next row needs; 0 at the end. */
    public int rowSize() {
        return nextRowSize();
    }

    /** Rows given out so far. */
    public long rowsRead() {
        refuseIfClosed();
        return rowsRead;
    }

    /** Rows that the statement changed, by triggers too. */
    public long rowsWritten() {
        refuseIfClosed();
        return rowsWritten;
    }

    /** Makes sure of the row after what was given out. */
    private int nextRowSize() {
        refuseIfClosed();
        dropMostlyGiven();
        Refusal late = failure;
        if (late != null && rowSizes.isEmpty()) {
            failure = null;
            throw late;
        }
        fetch();
        return rowSizes.isEmpty() ? 0 : rowSizes.element();
    }

    /** The size of the row after those given; a failure there waits until those were read. */
    private int lookAhead(int size) {
        try {
            fetch();
        } catch (Refusal late) {
            if (size == 0) {
                throw late;
            }
            failure = late;
            return 0;
        }
        return rowSizes.isEmpty() ? 0 : rowSizes.element();
    }

    /** Moves what is left to the front, but not once for each row of many. */
    private void dropMostlyGiven() {
        if (given > 0 && 2L * given >= buffer.size()) {
            buffer.drop(given);
            forget(given);
            given = 0;
        }
    }

    private void fetch() {
        Rows source = rows;
        if (!rowSizes.isEmpty() || source == null) {
            return;
        }
        session.workingEvent().meter.charge(Prices.SQL_ROW);
        boolean row = false;
        try {
            row = source.step();
            if (row) {
                keepRow();
            }
        } finally {
            if (!row) {
                release();
            }
        }
    }

    private void forget(int bytes) {
        kept -= bytes;
        session.eventMemory.keep(-bytes);
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new Refusal(ResultCode.CLOSED, "the cursor was closed");
        }
    }

    /** Gives the statement back. Safe to call twice. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release();
            buffer.free();
            forget(kept);
            session.closed(this);
        }
    }
}
