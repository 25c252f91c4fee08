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
 * number the driver can neither read nor set: an insert of row 0 into a temporary table makes it 0,
 * before the first statement of an event that could see or change it.
 */
final class Counters implements AutoCloseable {
    private static final String CREATE_ZERO = "CREATE TEMP TABLE _lap_zero (zero)";
    private static final String INSERT_ZERO =
            "INSERT OR REPLACE INTO temp._lap_zero (rowid, zero) VALUES (0, 0)";

    private final DB db;
    private final PreparedSql insertZero;
    private long total;
    private @Nullable Long changes;
    private boolean lastRowidIsOld;
    private boolean lastRowidIsSet;

    Counters(SQLiteConnection connection) {
        db = connection.getDatabase();
        try {
            db._exec(CREATE_ZERO);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
        insertZero = new PreparedSql(connection, INSERT_ZERO);
    }

    /** An event begins: all is 0. */
    void begin() {
        total = read(true);
        changes = 0L;
        lastRowidIsOld = lastRowidIsSet;
    }

    /** A guest's statement is about to run. */
    void beforeGuest(ProgramFacts facts) {
        if (lastRowidIsOld && (facts.readsLastRowid() || facts.setsLastRowid())) {
            beforeHostWrite();
            long before = read(true);
            insertZero.run();
            afterHostWrite(read(true) - before);
            lastRowidIsOld = false;
            lastRowidIsSet = false;
        }
        lastRowidIsSet |= facts.setsLastRowid();
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
        insertZero.close();
    }
}
