package lapidary.host.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.error.LimitException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;

/**
 * A file of the host's own, such as {@code lapidary.db}: a schema of numbered scripts, and commits
 * that are durable when they return.
 *
 * <p>Thread-safe: {@code lock} guards the connection, one statement or transaction at a time.
 */
public final class HostDatabase implements HostSql, AutoCloseable {
    private static final String PRAGMAS =
            """
            PRAGMA foreign_keys = ON;
            PRAGMA trusted_schema = OFF;
            PRAGMA temp_store = MEMORY;
            -- No -shm file, and nobody else at the file while the host runs.
            PRAGMA locking_mode = EXCLUSIVE;
            """;

    private static final String KEPT_OPEN =
            """
            PRAGMA journal_mode = WAL;
            -- A commit is durable when it returns: these are few, and nothing waits behind a gate.
            PRAGMA synchronous = FULL;
            """;

    private static final String OPENED_BRIEFLY =
            """
            -- Reading makes no file and removes none.
            PRAGMA journal_mode = DELETE;
            -- That the journal is gone is durable, too, and so the commit.
            PRAGMA synchronous = EXTRA;
            """;

    private static final String IN_MEMORY = ":memory:";

    private final ReentrantLock lock = new ReentrantLock();
    private final SQLiteConnection connection;
    private final HostStatements statements;
    private boolean inTransaction;
    private boolean closed;

    private HostDatabase(SQLiteConnection connection) {
        this.connection = connection;
        statements = new HostStatements(connection);
    }

    /**
     * Opens the file, makes it if there is none, and brings its schema up to the last script.
     *
     * @throws FailureException if the file cannot be used, or a newer version of the host made it
     */
    public static HostDatabase open(Path file, SchemaScripts scripts) {
        return open(file, scripts, KEPT_OPEN);
    }

    /** As {@link #open}, to be closed as soon as it has been read or changed. */
    public static HostDatabase openBriefly(Path file, SchemaScripts scripts) {
        return open(file, scripts, OPENED_BRIEFLY);
    }

    /**
     * What a file has that the work puts something into while it is empty. Made in memory.
     *
     * @throws FailureException if that fails
     */
    public static byte[] image(SchemaScripts scripts, Function<HostSql, ?> work) {
        int flags = SQLiteOpenMode.READWRITE.flag | SQLiteOpenMode.CREATE.flag;
        try (var connection = Sqlite.open(IN_MEMORY, flags)) {
            connection.getDatabase()._exec(PRAGMAS);
            try (var database = new HostDatabase(connection)) {
                database.bringUp(scripts);
                var _ = database.transaction(work);
                return connection.serialize("main");
            }
        } catch (SQLException e) {
            throw StorageProblem.of("a database could not be made", new SqliteFailure(e));
        }
    }

    /**
     * Makes a file, which is not there, of its {@link #image}: durable when this returns, or else
     * there is none. That takes two syncs, where SQLite takes a dozen.
     */
    public static void make(Path file, byte[] image) {
        try {
            DurableFiles.write(file, image);
        } catch (IOException e) {
            throw StorageProblem.of(
                    "the host's database " + file.getFileName() + " could not be made", e);
        }
    }

    private static HostDatabase open(Path file, SchemaScripts scripts, String journal) {
        try {
            WalSync.syncLeft(file);
            int flags = SQLiteOpenMode.READWRITE.flag | SQLiteOpenMode.CREATE.flag;
            DurableFiles.steps.before("open " + file);
            SQLiteConnection connection = Sqlite.open(file.toString(), flags);
            try {
                connection.getDatabase()._exec(PRAGMAS + journal);
                var database = new HostDatabase(connection);
                database.bringUp(scripts);
                return database;
            } catch (SQLException | RuntimeException e) {
                Sqlite.close(connection);
                throw e;
            }
        } catch (IOException e) {
            throw StorageProblem.of(opening(file), e);
        } catch (SQLException e) {
            throw StorageProblem.of(opening(file), new SqliteFailure(e));
        }
    }

    private static String opening(Path file) {
        return "the host's database " + file.getFileName() + " could not be opened";
    }

    private void bringUp(SchemaScripts scripts) {
        long version =
                statements.queryFirst("PRAGMA user_version", row -> row.integer(0)).orElse(0L);
        scripts.bringUp(
                version,
                statements,
                reached -> statements.script("PRAGMA user_version = " + reached));
    }

    @Override
    public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... values) {
        lockOpen();
        try {
            return statements.query(sql, mapper, values);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long execute(String sql, @Nullable Object... values) {
        lockOpen();
        try {
            DurableFiles.steps.before(sql);
            return statements.execute(sql, values);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs the work in one transaction: kept, and durable, when it returns; undone when it throws.
     * Work inside work is part of the outer transaction.
     */
    public <T> T transaction(Function<HostSql, T> work) {
        lockOpen();
        try {
            return inTransaction ? work.apply(this) : outermost(work);
        } finally {
            lock.unlock();
        }
    }

    private <T> T outermost(Function<HostSql, T> work) {
        statements.script("BEGIN IMMEDIATE");
        inTransaction = true;
        boolean done = false;
        try {
            T result = work.apply(this);
            DurableFiles.steps.before("COMMIT");
            statements.script("COMMIT");
            done = true;
            return result;
        } finally {
            inTransaction = false;
            if (!done) {
                statements.rollback();
            }
        }
    }

    /**
     * Takes the lock, to be given back by the caller.
     *
     * @throws LimitException {@code OVERLOADED}, without the lock, once the file is closed
     * @throws LostSync without the lock, if a sync has failed
     */
    private void lockOpen() {
        LostSync.refuse();
        lock.lock();
        if (closed) {
            lock.unlock();
            throw new LimitException(ErrorCode.OVERLOADED, "the server is stopping");
        }
    }

    /** Closes the file: what is asked for afterwards is refused. Safe to call twice. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                statements.close();
                Sqlite.close(connection);
            }
        } catch (SQLException e) {
            throw new FailureException(
                    ErrorCode.INTERNAL, "the host's database could not be closed", e);
        } finally {
            lock.unlock();
        }
    }
}
