package lapidary.host.storage;

import java.sql.SQLException;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;

/**
 * Moves what is in the write-ahead log into the database file. SQLite syncs both on the way, which
 * takes some milliseconds, so it is done between events. Confined to whoever has the turn.
 */
final class Checkpoints implements AutoCloseable {
    /** Worth its two syncs: 4 MiB. */
    private static final int DUE_FRAMES = 1_000;

    /** Done before the next event, so that the log does not grow without end: 64 MiB. */
    private static final int OVERDUE_FRAMES = 16_000;

    /** Looking takes a microsecond, which each event would pay. */
    private static final int LOOK_AFTER_COMMITS = 64;

    private static final int LOG_FRAMES = 1;
    private static final int MOVED_FRAMES = 2;

    private final SQLiteConnection connection;
    private final CommitLog log;

    /** Counts the frames of the log, and moves none. */
    private final PreparedSql count;

    private int commits;

    Checkpoints(SQLiteConnection connection, CommitLog log) {
        this.connection = connection;
        this.log = log;
        count = new PreparedSql(connection, "PRAGMA wal_checkpoint(NOOP)");
    }

    boolean isDue() {
        return frames() >= DUE_FRAMES;
    }

    /** Before an event. On a disk that is full it can do without: it may read, or delete. */
    void runIfOverdue() {
        if (commits < LOOK_AFTER_COMMITS) {
            return;
        }
        commits = 0;
        try {
            if (frames() >= OVERDUE_FRAMES) {
                run();
            }
        } catch (SqliteFailure e) {
            if (e.primary() != SQLiteErrorCode.SQLITE_FULL) {
                throw StorageProblem.of("the write-ahead log could not be shortened", e);
            }
        }
    }

    /** After each commit. */
    void committed() {
        commits++;
    }

    /** The next commit then writes the log from its start again. Nothing may be running. */
    void run() {
        log.beforeCheckpoint();
        try (var checkpoint = new PreparedSql(connection, "PRAGMA wal_checkpoint(RESTART)")) {
            checkpoint.run();
        }
    }

    /** Frames in the log that the database file does not have yet. */
    long frames() {
        try {
            count.start();
            return count.integer(LOG_FRAMES) - count.integer(MOVED_FRAMES);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        } finally {
            count.reset();
        }
    }

    @Override
    public void close() {
        count.close();
    }
}
