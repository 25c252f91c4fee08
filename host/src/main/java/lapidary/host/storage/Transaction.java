package lapidary.host.storage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lapidary.abi.Limits;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import org.sqlite.SQLiteConnection;

/**
 * The transaction of an event: begun at the first write, so that a read stays cheap, with the
 * guest's savepoints inside. Confined to whoever has the turn.
 */
final class Transaction implements AutoCloseable {
    private static final String SET_UNDO = "SAVEPOINT _lap_undo";
    private static final String UNDO = "ROLLBACK TO _lap_undo";
    private static final String FORGET_UNDO = "RELEASE _lap_undo";
    private static final List<String> UNDOING = List.of(SET_UNDO, UNDO, FORGET_UNDO);
    private static final String NOTHING_TO_UNDO = "no such savepoint";

    private final SQLiteConnection connection;
    private final PreparedSql begin;
    private final PreparedSql commit;
    private final PreparedSql rollback;
    private final Map<String, PreparedSql> undoing = new HashMap<>();
    private boolean open;
    private int savepoints;
    private long begun;
    private boolean syncs = true;

    Transaction(SQLiteConnection connection) {
        this.connection = connection;
        begin = new PreparedSql(connection, "BEGIN");
        commit = new PreparedSql(connection, "COMMIT");
        rollback = new PreparedSql(connection, "ROLLBACK");
    }

    void ensureBegun() {
        if (!open) {
            begin.run();
            open = true;
            begun++;
        }
    }

    /** How many have begun: while that is the same, and none is open, nothing has changed. */
    long begun() {
        return begun;
    }

    boolean isOpen() {
        return open;
    }

    boolean hasSavepoint() {
        return savepoints > 0;
    }

    /** Keeps what was written. After a failure everything is still as it was before the call. */
    void commit() {
        if (open) {
            commit.run();
            open = false;
            savepoints = 0;
            if (!syncs) {
                execute("PRAGMA synchronous = NORMAL");
                syncs = true;
            }
        }
    }

    /**
     * Until the first commit SQLite syncs nothing: it would sync the log that it makes then, and
     * its folder, and the host does so behind its gate. Only for a file without a log, which has
     * nothing to move to the file before.
     */
    void leaveNewLogToHost() {
        execute("PRAGMA synchronous = OFF");
        syncs = false;
    }

    /** Undoes what was written; also where SQLite has done so already. */
    void rollback() {
        if (!open) {
            return;
        }
        open = false;
        savepoints = 0;
        if (isInTransaction()) {
            rollback.run();
        }
    }

    /**
     * Whether SQLite still has the transaction, which it ends by itself when the disk is full and
     * where a statement says {@code OR ROLLBACK}. The driver cannot be asked; a second BEGIN fails
     * inside a transaction, and only there.
     */
    boolean isInTransaction() {
        try (var probe = new PreparedSql(connection, "BEGIN")) {
            probe.start();
        } catch (SqliteFailure inside) {
            return true;
        }
        rollback.run();
        return false;
    }

    void beginSavepoint() {
        if (savepoints == Limits.EVENT_SAVEPOINTS_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "begin is nested "
                            + savepoints
                            + " deep; the limit is "
                            + Limits.EVENT_SAVEPOINTS_MAX);
        }
        ensureBegun();
        execute("SAVEPOINT " + name(savepoints + 1));
        savepoints++;
    }

    void commitSavepoint() {
        requireSavepoint("commit");
        execute("RELEASE " + name(savepoints));
        savepoints--;
    }

    void rollbackSavepoint() {
        requireSavepoint("rollback");
        execute("ROLLBACK TO " + name(savepoints));
        execute("RELEASE " + name(savepoints));
        savepoints--;
    }

    /**
     * Runs what must leave no trace unless it succeeds, within the transaction.
     *
     * @throws SqliteFailure if it cannot be undone, or could not have been: the event is over
     */
    void undoably(Runnable work) {
        UNDOING.forEach(this::undoing); // prepared now: SQLite may have no memory left to undo
        undoing(SET_UNDO).run();
        boolean done = false;
        try {
            work.run();
            done = true;
        } finally {
            if (done || undo()) {
                undoing(FORGET_UNDO).run();
            }
        }
    }

    /** Whether there was something to undo: SQLite may have rolled all of it back. */
    private boolean undo() {
        try {
            undoing(UNDO).run();
            return true;
        } catch (SqliteFailure e) {
            if (e.words().startsWith(NOTHING_TO_UNDO)) {
                return false;
            }
            throw e;
        }
    }

    /** One of three texts, which stay prepared. */
    private PreparedSql undoing(String sql) {
        return undoing.computeIfAbsent(sql, text -> new PreparedSql(connection, text));
    }

    private void requireSavepoint(String action) {
        if (savepoints == 0) {
            throw new Refusal(ResultCode.INVALID, action + " without begin");
        }
    }

    private void execute(String sql) {
        try (var statement = new PreparedSql(connection, sql)) {
            statement.run();
        }
    }

    private static String name(int depth) {
        return "_lap_" + depth;
    }

    @Override
    public void close() {
        undoing.values().forEach(PreparedSql::close);
        begin.close();
        commit.close();
        rollback.close();
    }
}
