package lapidary.host.storage;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/**
 * {@code changes()}, {@code total_changes()} and {@code last_insert_rowid()} as one event sees
 * them: 0 at its start, and without what the host wrote. Confined to whoever has the turn.
 *
 * <p>The first two are functions of the host's, which ask here. The third is SQLite's own, whose
 * number the driver cannot set: an insert of that row into a temporary table does. It is put right
 * before the next statement that could see or change it: to 0 for the first in an event, and to
 * what it was where the host has inserted something in between.
 */
final class Counters implements AutoCloseable {
    private static final String CREATE_ZERO = "CREATE TEMP TABLE _lap_zero (zero)";
    private static final String INSERT_ROWID =
            "INSERT OR REPLACE INTO temp._lap_zero (rowid, zero) VALUES (?1, 0)";
    private static final String SELECT_ROWID = "SELECT last_insert_rowid()";

    private final DB db;
    private final PreparedSql insertRowid;
    private final PreparedSql selectRowid;
    private long total;
    private @Nullable Long changes;

    /**
     * Whether SQLite's number may be another than what it was when the connection was opened, 0.
     */
    private boolean lastRowidIsSet;

    /** What the number has to be made before a guest may see it; null if it is right. */
    private @Nullable Long lastRowid;

    Counters(SQLiteConnection connection) {
        db = connection.getDatabase();
        try {
            db._exec(CREATE_ZERO);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
        insertRowid = new PreparedSql(connection, INSERT_ROWID);
        selectRowid = new PreparedSql(connection, SELECT_ROWID);
    }

    /** An event begins: all is 0. */
    void begin() {
        total = read(true);
        changes = 0L;
        lastRowid = lastRowidIsSet ? 0L : null;
    }

    /** A guest's statement is about to run. */
    void beforeGuest(ProgramFacts facts) {
        Long right = lastRowid;
        if (right != null && (facts.readsLastRowid() || facts.setsLastRowid())) {
            beforeHostWrite();
            long before = read(true);
            insertRowid.run(right);
            afterHostWrite(read(true) - before);
            lastRowid = null;
            lastRowidIsSet = right != 0;
        }
        lastRowidIsSet |= facts.setsLastRowid();
    }

    /** The host is about to insert a row that gets a rowid: what the guest set is kept. */
    void beforeHostInsert() {
        if (lastRowid == null) {
            lastRowid = lastRowidIsSet ? selectedRowid() : 0L;
        }
        lastRowidIsSet = true;
    }

    private long selectedRowid() {
        try {
            selectRowid.start();
            return selectRowid.integer(0);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        } finally {
            selectRowid.reset();
        }
    }

    /** A guest's statement that writes has run: its own count replaces what was. */
    void guestWrote() {
        changes = null;
    }

    void beforeHostWrite() {
        changes = changes();
    }

    void afterHostWrite(long rows) {
        total += rows;
    }

    /** What {@code changes()} answers. */
    long changes() {
        return changes != null ? changes : read(false);
    }

    /** What {@code total_changes()} answers. */
    long totalChanges() {
        return read(true) - total;
    }

    private long read(boolean all) {
        try {
            return all ? db.total_changes() : db.changes();
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    @Override
    public void close() {
        insertRowid.close();
        selectRowid.close();
    }
}
