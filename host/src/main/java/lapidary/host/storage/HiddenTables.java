package lapidary.host.storage;

import java.sql.SQLException;
import java.util.List;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import org.sqlite.SQLiteConnection;

/**
 * The tables that the host keeps in every facet's file. They are made with the file; one that came
 * from elsewhere gets them when it is opened.
 */
final class HiddenTables {
    static final String CREATE =
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

    static final int SCHEMA_VERSION = 1;

    private static final List<String> NAMES = List.of("_lap_kv", "_lap_alarm", "_lap_meta");

    private static final String SELECT_THERE =
            """
            SELECT count(*)
              FROM sqlite_schema
             WHERE type = 'table'
               AND name IN ('_lap_kv', '_lap_alarm', '_lap_meta')
            """;

    private HiddenTables() {}

    /** Makes sure of them, and that the file is one that this version can read. */
    static void check(SQLiteConnection connection) throws SQLException {
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
            connection
                    .getDatabase()
                    ._exec(
                            "BEGIN;"
                                    + CREATE
                                    + "PRAGMA user_version = "
                                    + SCHEMA_VERSION
                                    + ";COMMIT");
        }
    }

    private static String answer(SQLiteConnection connection, String question) throws SQLException {
        try (var statement = new PreparedSql(connection, question)) {
            statement.start();
            return statement.text(0);
        }
    }
}
