package lapidary.host.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import lapidary.abi.Limits;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;
import org.sqlite.SQLiteOpenMode;
import org.sqlite.core.DB;

/** Opens connections and gives a facet's its settings, all in one place, each with its reason. */
final class Sqlite {
    static final int PAGE_BYTES = 4096;

    /**
     * Room for half a megabyte of pages in each open facet; the rest is the file system's cache.
     */
    private static final String FACET_PRAGMAS =
            """
            -- No -shm file: nobody else opens the file while we do. Comes before journal_mode.
            PRAGMA locking_mode = EXCLUSIVE;
            -- Commits append to the -wal file; the host syncs it, many commits at once.
            PRAGMA journal_mode = WAL;
            -- SQLite syncs at checkpoints only, which is what makes them safe; and when it makes
            -- a log, which Transaction.leaveNewLogToHost saves.
            PRAGMA synchronous = NORMAL;
            -- The host decides when: never with a commit that is not yet durable.
            PRAGMA wal_autocheckpoint = 0;
            -- Violated references fail the statement, or the event's commit.
            PRAGMA foreign_keys = ON;
            -- Schemas are written by strangers: their views and triggers get harmless functions.
            PRAGMA trusted_schema = OFF;
            -- A file from elsewhere may be damaged on purpose.
            PRAGMA cell_size_check = ON;
            -- Sorting and the like takes some megabytes of memory, in steps of about one; what is
            -- longer goes to files.
            PRAGMA temp_store = FILE;
            -- As documented, whatever the driver's build prefers.
            PRAGMA recursive_triggers = OFF;
            PRAGMA cache_size = -512;
            """;

    /** One statement's program; 100 000 bytes of VALUES make 75 000. */
    static final int OPCODES_MAX = 100_000;

    /** Tables and indexes, which SQLite keeps in memory: some 2 KB each. Unknown to the driver. */
    private static final int LIMIT_SCHEMA_OBJECTS = 13;

    static final int SCHEMA_OBJECTS_MAX = 10_000;

    /** How deeply the parser nests, which takes stack. Unknown to the driver. */
    private static final int LIMIT_PARSER_DEPTH = 12;

    private static final int PARSER_DEPTH_MAX = 1_000;

    private static final Map<SQLiteLimits, Integer> FACET_LIMITS =
            Map.ofEntries(
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_LENGTH, Limits.SQL_VALUE_BYTES_MAX),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_SQL_LENGTH, Limits.SQL_TEXT_BYTES_MAX),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_COLUMN, Limits.SQL_COLUMNS_MAX),
                    Map.entry(
                            SQLiteLimits.SQLITE_LIMIT_EXPR_DEPTH, Limits.SQL_EXPRESSION_DEPTH_MAX),
                    Map.entry(
                            SQLiteLimits.SQLITE_LIMIT_COMPOUND_SELECT,
                            Limits.SQL_COMPOUND_TERMS_MAX),
                    Map.entry(
                            SQLiteLimits.SQLITE_LIMIT_FUNCTION_ARG,
                            Limits.SQL_FUNCTION_ARGUMENTS_MAX),
                    Map.entry(
                            SQLiteLimits.SQLITE_LIMIT_LIKE_PATTERN_LENGTH,
                            Limits.SQL_LIKE_PATTERN_BYTES_MAX),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_VARIABLE_NUMBER, Limits.SQL_PARAMETERS_MAX),
                    Map.entry(
                            SQLiteLimits.SQLITE_LIMIT_TRIGGER_DEPTH, Limits.SQL_TRIGGER_DEPTH_MAX),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_VDBE_OP, OPCODES_MAX),
                    // Stops ATTACH, and VACUUM INTO, which attaches.
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_WORKER_THREADS, 0));

    private Sqlite() {}

    /**
     * Opens a facet's file, which is there already, with all that a guest must live with. What a
     * process before this one left in its log may be read from now on, and is made durable first.
     */
    static SQLiteConnection openFacet(Path file, DatabaseLimits limits)
            throws IOException, SQLException {
        WalSync.syncLeft(file);
        SQLiteConnection connection = open(file.toString(), SQLiteOpenMode.READWRITE.flag);
        try {
            DB db = connection.getDatabase();
            db.enable_load_extension(false);
            db._exec(FACET_PRAGMAS);
            db._exec("PRAGMA max_page_count = " + limits.pages());
            for (var limit : FACET_LIMITS.entrySet()) {
                db.limit(limit.getKey().getId(), limit.getValue());
            }
            db.limit(LIMIT_SCHEMA_OBJECTS, SCHEMA_OBJECTS_MAX);
            db.limit(LIMIT_PARSER_DEPTH, PARSER_DEPTH_MAX);
            return connection;
        } catch (SQLException | RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    /**
     * Closes a connection; not after a {@link LostSync}, since SQLite would then move what is in
     * the log to the database file, and delete the log.
     */
    static void close(SQLiteConnection connection) throws SQLException {
        if (!LostSync.hasHappened()) {
            connection.close();
        }
    }

    /** Opens a file, or {@code :memory:}; statements then run one at a time without a mutex. */
    static SQLiteConnection open(String name, int flags) throws SQLException {
        LostSync.refuse();
        var settings = new Properties();
        int mode = flags | SQLiteOpenMode.NOMUTEX.flag;
        settings.setProperty("open_mode", Integer.toString(mode));
        SQLiteConnection connection =
                (SQLiteConnection) new JDBC().connect("jdbc:sqlite:" + name, settings);
        // Otherwise the driver runs a BEGIN and a COMMIT of its own after every statement.
        connection.getConnectionConfig().setAutoCommit(false);
        return connection;
    }
}
