package lapidary.host.object;

import java.util.OptionalLong;
import lapidary.host.facet.AlarmHint;

/**
 * What a live facet knows of its row in the {@link AlarmIndex}, so that an alarm that is set again
 * and again, later each time, writes one row. Thread-safe: its monitor guards it, and is not held
 * while anything is written.
 */
final class AlarmSlot implements AlarmHint {
    private static final long UNKNOWN = -1;
    private static final long NO_ROW = Long.MAX_VALUE;
    private static final long NONE = -1;

    private final AlarmIndex.Key key;
    private final AlarmIndex index;

    /** When the row was due that was seen last. */
    private long rowDue = UNKNOWN;

    /** Whether there is no other row, since only this slot changes the one that was seen. */
    private boolean isOurs;

    /** The version of the row that this slot may change. */
    private long version = NONE;

    private long covers;

    AlarmSlot(AlarmIndex.Key key, AlarmIndex index) {
        this.key = key;
        this.index = index;
    }

    @Override
    public void cover(long dueMillis) {
        synchronized (this) {
            covers++;
            if (isOurs && rowDue <= dueMillis) {
                return;
            }
        }
        var row = index.cover(key, dueMillis);
        see(row, true);
    }

    @Override
    public void found(long dueMillis) {
        var row = index.find(key);
        row.ifPresent(seen -> see(seen, false));
        if (row.isEmpty() || row.get().dueMillis() > dueMillis) {
            cover(dueMillis);
        }
    }

    @Override
    public synchronized void expect(long newVersion) {
        version = Math.max(version, newVersion);
    }

    @Override
    public synchronized long covers() {
        return covers;
    }

    @Override
    public void settle(long coversThen, OptionalLong dueMillis) {
        long expected = release(coversThen, dueMillis);
        if (expected != NONE && index.settle(key, expected, dueMillis)) {
            learn(coversThen, dueMillis);
        }
    }

    @Override
    public void settleLater(long coversThen, OptionalLong dueMillis) {
        long expected = release(coversThen, dueMillis);
        if (expected != NONE) {
            index.settleLater(key, expected, dueMillis);
        }
    }

    /**
     * Relies on the row no more, which is about to change: the next alarm that is set writes it.
     *
     * @return the version to change, or {@link #NONE}
     */
    private synchronized long release(long coversThen, OptionalLong dueMillis) {
        if (covers != coversThen || dueMillis.orElse(NO_ROW) == rowDue) {
            return NONE;
        }
        rowDue = UNKNOWN;
        isOurs = false;
        return version;
    }

    private synchronized void learn(long coversThen, OptionalLong dueMillis) {
        if (covers == coversThen) {
            rowDue = dueMillis.orElse(NO_ROW);
            isOurs = true;
        }
    }

    private synchronized void see(AlarmIndex.Noted row, boolean isWrittenByUs) {
        rowDue = row.dueMillis();
        isOurs = isWrittenByUs;
        version = Math.max(version, row.version());
    }
}
