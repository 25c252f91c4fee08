package lapidary.host.storage;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.DB;

/**
 * {@code changes()}, {@code total_changes()} and {@code last_insert_rowid()} as one event sees
 * them: 0 at its start, and without what the host wrote. Confined to whoever has the turn.
 */
final class Counters {
    private final DB db;
    private long total;
    private @Nullable Long changes;

    Counters(DB db) {
        this.db = db;
    }

    /** An event begins: all is 0. */
    void begin() {
        total = read(true);
        changes = 0L;
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
}
