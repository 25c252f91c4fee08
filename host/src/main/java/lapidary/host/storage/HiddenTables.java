package lapidary.host.storage;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import lapidary.abi.Limits;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;
import org.sqlite.SQLiteOpenMode;
import org.sqlite.core.DB;

/**
 * The tables that the host keeps in every facet's file. They are made with the file; one that came
 * from elsewhere gets them when it is opened.
 */
final class HiddenTables {
    static final String CREATE_FIRST =
            """
            CREATE TABLE IF NOT EXISTS _lap_kv (
                key BLOB PRIMARY KEY,
                value BLOB NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS _lap_alarm (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                at_millis INTEGER NOT NULL,
                retry_count INTEGER NOT NULL DEFAULT 0
            ) STRICT;
            CREATE TABLE IF NOT EXISTS _lap_meta (
                name TEXT PRIMARY KEY,
                value ANY
            ) STRICT, WITHOUT ROWID;
            """;

    /**
     * Since version 2 keys have a tree of their own: in version 1 a value of 2 MiB was read whole
     * whenever a search for another key came past it.
     */
    private static final String KEYS_APART =
            """
            -- Views of the guest's that do not hold together are none of our business.
            PRAGMA legacy_alter_table = ON;
            ALTER TABLE _lap_kv RENAME TO _lap_kv_1;
            PRAGMA legacy_alter_table = OFF;
            CREATE TABLE _lap_kv (
                id INTEGER PRIMARY KEY,
                key BLOB NOT NULL,
                value BLOB NOT NULL
            ) STRICT;
            CREATE UNIQUE INDEX _lap_kv_key ON _lap_kv (key);
            INSERT INTO _lap_kv (key, value) SELECT key, value FROM _lap_kv_1 ORDER BY key;
            DROP TABLE _lap_kv_1;
            PRAGMA user_version = 2;
            """;

    /** Since version 3 there are alarms: nobody could set one before. */
    private static final String ALARMS =
            """
            DROP TABLE _lap_alarm;
            CREATE TABLE _lap_alarm (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                at_millis INTEGER NOT NULL,
                due_millis INTEGER NOT NULL,
                retry_count INTEGER NOT NULL,
                generation INTEGER NOT NULL
            ) STRICT;
            PRAGMA user_version = 3;
            """;

    /** Since version 4 what the facet used is counted. */
    private static final String USAGE = UsageTable.CREATE + "PRAGMA user_version = 4;";

    /** Since version 5 it is noted how long rows may be. */
    private static final String LONG_ROWS = LongRows.CREATE + "PRAGMA user_version = 5;";

    /** What makes the tables of each version from those of the one before. */
    private static final List<String> STEPS =
            List.of(CREATE_FIRST, KEYS_APART, ALARMS, USAGE, LONG_ROWS);

    /** What makes them in a file that has none. */
    static final String CREATE = String.join("", STEPS);

    static final int SCHEMA_VERSION = 5;

    /** What a copy of a database does not take along: it was the original that used it. */
    static final String BEGIN_USAGE = "DELETE FROM _lap_usage;";

    private static final String PREFIX = "_lap_";

    /** Those that every version has. */
    private static final List<String> NAMES = List.of("_lap_kv", "_lap_alarm", "_lap_meta");

    private static final String SELECT_THERE =
            """
            SELECT count(*)
              FROM sqlite_schema
             WHERE type = 'table'
               AND name IN ('_lap_kv', '_lap_alarm', '_lap_meta')
            """;

    private static final String SELECT_HIDDEN =
            """
            SELECT type, name, tbl_name, coalesce(sql, '')
              FROM sqlite_schema
             WHERE substr(name, 1, 5) = '_lap_' OR substr(tbl_name, 1, 5) = '_lap_'
            """;

    private HiddenTables() {}

    /** Whether a name is the host's, whatever its case. */
    static boolean isHidden(String name) {
        return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /** Type, name, table and words of all that a version has made. */
    static Set<List<String>> schema(int version) {
        int flags = SQLiteOpenMode.READWRITE.flag | SQLiteOpenMode.CREATE.flag;
        try (var memory = Sqlite.open(":memory:", flags);
                var statements = new HostStatements(memory)) {
            statements.script(scriptOf(version));
            return Set.copyOf(
                    statements.query(
                            SELECT_HIDDEN,
                            row -> List.of(row.text(0), row.text(1), row.text(2), row.text(3))));
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    /** What made them in a new file of that version. */
    private static String scriptOf(int version) {
        return String.join("", STEPS.subList(0, version));
    }

    /** Makes sure of them, and that the file is one that this version can read. */
    static void check(SQLiteConnection connection, DatabaseLimits limits) throws SQLException {
        if (!"UTF-8".equals(answer(connection, "PRAGMA encoding"))) {
            throw new FailureException(
                    ErrorCode.INTERNAL, "the facet's database is not in UTF-8: convert it first");
        }
        long version = Long.parseLong(answer(connection, "PRAGMA user_version"));
        int there = Integer.parseInt(answer(connection, SELECT_THERE));
        if (there == NAMES.size() && version > SCHEMA_VERSION) {
            throw new FailureException(
                    ErrorCode.INTERNAL,
                    "the facet's database is version "
                            + version
                            + ", made by a newer Lapidary;"
                            + " this one knows "
                            + SCHEMA_VERSION);
        }
        if (there != NAMES.size()) {
            change(connection, limits, CREATE);
        } else if (version < SCHEMA_VERSION) {
            int known = (int) Math.max(version, 1);
            change(connection, limits, String.join("", STEPS.subList(known, STEPS.size())));
        }
    }

    /** All or nothing. While the keys are moved the file may be longer than it may be. */
    private static void change(SQLiteConnection connection, DatabaseLimits limits, String script)
            throws SQLException {
        DB db = connection.getDatabase();
        int rowLimit = SQLiteLimits.SQLITE_LIMIT_LENGTH.getId();
        db._exec("PRAGMA max_page_count = " + DatabaseLimits.DEFAULT.pages() * 2);
        db.limit(rowLimit, 2 * Limits.SQL_VALUE_BYTES_MAX);
        try {
            db._exec("BEGIN;" + script);
            try (var statements = new HostStatements(connection)) {
                LongRowCount.note(statements);
            }
            db._exec("COMMIT");
        } finally {
            db.limit(rowLimit, Limits.SQL_VALUE_BYTES_MAX);
            db._exec("PRAGMA max_page_count = " + limits.pages());
        }
    }

    private static String answer(SQLiteConnection connection, String question) throws SQLException {
        try (var statement = new PreparedSql(connection, question)) {
            statement.start();
            return statement.text(0);
        }
    }
}
