package lapidary.host.storage;

import java.util.HashMap;
import java.util.Map;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;

/**
 * The cursors that a guest holds, by the number it knows them by: 1, 2, 3 … in each event. Those
 * from before a commit point answer {@code CLOSED}. Confined to whoever has the turn.
 */
final class CursorTable {
    private final Map<Integer, SqlCursor> cursors = new HashMap<>();
    private int last;
    private int lastClosed;

    int add(SqlCursor cursor) {
        last++;
        cursors.put(last, cursor);
        return last;
    }

    /** The cursor, which may have been closed by a commit point. */
    SqlCursor get(int handle) {
        SqlCursor cursor = cursors.get(handle);
        if (cursor == null) {
            throw unknown(handle);
        }
        return cursor;
    }

    void close(int handle) {
        SqlCursor cursor = cursors.remove(handle);
        if (cursor == null) {
            throw unknown(handle);
        }
        cursor.close();
    }

    private Refusal unknown(int handle) {
        boolean wasCommitted = handle > 0 && handle <= lastClosed;
        return wasCommitted
                ? new Refusal(ResultCode.CLOSED, "cursor " + handle + " ended at a commit point")
                : new Refusal(ResultCode.INVALID, "there is no cursor " + handle);
    }

    /** At a commit point: all are closed. */
    void forgetAll() {
        cursors.clear();
        lastClosed = last;
    }

    /** At the end of an event: numbers begin at 1 again. */
    void reset() {
        cursors.clear();
        last = 0;
        lastClosed = 0;
    }
}
