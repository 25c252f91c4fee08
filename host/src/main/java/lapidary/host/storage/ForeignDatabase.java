package lapidary.host.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lapidary.abi.Limits;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.error.HostException;
import lapidary.host.error.Refusal;
import lapidary.host.sql.Expansions;
import lapidary.host.sql.SqlGate;
import lapidary.host.sql.StatementKind;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/*
 * Whoever sends a file can put into it what no statement that passes the gate could have made: pages
 * that two tables share, a schema that calls any function, rows of the host's own tables. So the
 * schema is judged word for word as if a guest sent it, before anything of it is run; then SQLite
 * looks at every page, which also finds pages that are used twice; the host's tables must be exactly
 * those that this host makes, and hold what it could have put there.
 */
/**
 * A database that a client sent, to become a facet's: looked at on a connection with all that a
 * facet's has against hostile files, and refused unless a guest could have made it. Stateless.
 */
final class ForeignDatabase {
    private static final String SELECT_SCHEMA =
            """
            SELECT type, name, tbl_name, coalesce(sql, '')
              FROM sqlite_schema
             ORDER BY rowid
            """;

    /** SQLite's own tables, which it makes itself when they are first needed. */
    private static final Map<String, String> SQLITES_OWN =
            Map.of(
                    "sqlite_sequence", "CREATE TABLE sqlite_sequence(name,seq)",
                    "sqlite_stat1", "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
                    "sqlite_stat4", "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)");

    private static final String SELECT_WRONG_KEY =
            """
            SELECT 1
              FROM _lap_kv
             WHERE length(key) > ?1
                OR length(value) > ?2
                OR typeof(key) <> 'blob'
                OR typeof(value) <> 'blob'
             LIMIT 1
            """;

    /** Keys of version 1 have no number. */
    private static final String SELECT_WRONG_NUMBER =
            "SELECT 1 FROM _lap_kv WHERE id NOT BETWEEN 1 AND 1 << 60 LIMIT 1";

    /** Before version 3 nobody could set one. */
    private static final String SELECT_WRONG_ALARM =
            """
            SELECT 1
              FROM _lap_alarm
             WHERE at_millis NOT BETWEEN 0 AND ?1
                OR due_millis < at_millis
                OR retry_count NOT BETWEEN 0 AND ?2
                OR generation NOT BETWEEN 0 AND 1 << 60
             LIMIT 1
            """;

    private static final String SELECT_ALARM = "SELECT 1 FROM _lap_alarm LIMIT 1";

    /** A text that is answered without the guest, and its answer. */
    private static final String SELECT_WRONG_META =
            """
            SELECT 1
              FROM _lap_meta
             WHERE name NOT IN (?1, ?2)
                OR typeof(value) <> 'text'
                OR octet_length(value) > ?3
             LIMIT 1
            """;

    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final long BYTES_PER_SECOND = 16 << 20;
    private static final int STEPS_BETWEEN_LOOKS = 10_000;

    /** Of what is wrong with a file, so much is told. */
    private static final int FINDING_LENGTH_MAX = 300;

    private record Row(String type, String name, String table, String sql) {
        boolean isHidden() {
            return HiddenTables.isHidden(name) || HiddenTables.isHidden(table);
        }

        Expansions.Stored stored() {
            return new Expansions.Stored(type, name, table, sql);
        }
    }

    private final SQLiteConnection connection;

    private ForeignDatabase(SQLiteConnection connection) {
        this.connection = connection;
    }

    /**
     * Checks a file that nobody has open and makes it a facet's: with the hidden tables, in WAL
     * mode, whole without a log, durable.
     *
     * @throws CallerException {@code DATABASE_INVALID} if it cannot be one
     */
    static void adopt(Path file, DatabaseLimits limits) throws IOException {
        DatabaseHeader.read(file)
                .objection(Files.size(file))
                .ifPresent(objection -> {
                    throw invalid(objection);
                });
        DatabaseHeader.useLog(file);
        try (var connection = Sqlite.openFacet(file, limits)) {
            var deadline = new Deadline(Files.size(file));
            connection.getDatabase().register_progress_handler(STEPS_BETWEEN_LOOKS, deadline);
            // A key and a value of the host's own are longer than a guest's row may be.
            connection
                    .getDatabase()
                    .limit(
                            SQLiteLimits.SQLITE_LIMIT_LENGTH.getId(),
                            2 * Limits.SQL_VALUE_BYTES_MAX);
            new ForeignDatabase(connection).check();
            connection.getDatabase().clear_progress_handler();
            HiddenTables.check(connection, limits);
            connection.getDatabase()._exec(HiddenTables.BEGIN_USAGE);
            connection.getDatabase()._exec(FacetTemplate.APPLICATION_ID);
        } catch (SQLException e) {
            throw failed(new SqliteFailure(e));
        } catch (SqliteFailure e) {
            throw failed(e);
        }
        DurableFiles.sync(file);
    }

    private void check() throws SQLException {
        List<Row> rows =
                query(
                        SELECT_SCHEMA,
                        row -> new Row(row.text(0), row.text(1), row.text(2), row.text(3)));
        rows.stream().filter(row -> !row.isHidden()).forEach(ForeignDatabase::checkWords);
        checkViews(rows);
        int version = hiddenVersion(rows);
        checkPages("PRAGMA quick_check(1)");
        if (version > 0) {
            checkHidden(version);
        }
        if (version == HiddenTables.SCHEMA_VERSION) {
            countLongRows();
        }
    }

    /** Whether a guest could have made this with a statement that passes the gate. */
    private static void checkWords(Row row) {
        if (row.name().startsWith("sqlite_")) {
            boolean isOwn =
                    row.type().equals("index")
                            ? row.name().startsWith("sqlite_autoindex_") && row.sql().isEmpty()
                            : row.sql().equals(SQLITES_OWN.get(row.name()));
            if (!isOwn) {
                throw invalid("it has a " + row.type() + " that only SQLite makes: " + row.name());
            }
            return;
        }
        try {
            var statements = SqlGate.approve(row.sql()).statements();
            var first = statements.getFirst();
            if (statements.size() > 1
                    || first.kind() != StatementKind.SCHEMA
                    || first.parameterCount() > 0
                    || !first.text().regionMatches(true, 0, "CREATE ", 0, "CREATE ".length())) {
                throw invalid(row.type() + " " + row.name() + " is not one CREATE statement");
            }
        } catch (Refusal e) {
            throw invalid(
                    row.type()
                            + " "
                            + row.name()
                            + " is nothing that a facet can have: "
                            + e.text());
        }
    }

    /** Whether what SQLite prepares of its views and triggers is no more than a guest's may be. */
    private static void checkViews(List<Row> rows) {
        try {
            var _ = new Expansions(rows.stream().map(Row::stored).toList()).priceOfAll();
        } catch (Refusal e) {
            throw invalid("its views: " + e.text());
        }
    }

    /** The version whose hidden tables these are, to the letter; 0 if there are none. */
    private int hiddenVersion(List<Row> rows) {
        Set<List<String>> hidden =
                Set.copyOf(
                        rows.stream()
                                .filter(Row::isHidden)
                                .map(row -> List.of(row.type(), row.name(), row.table(), row.sql()))
                                .toList());
        if (hidden.isEmpty()) {
            return 0;
        }
        long version = query("PRAGMA user_version", row -> row.integer(0)).getFirst();
        if (version < 1
                || version > HiddenTables.SCHEMA_VERSION
                || !hidden.equals(HiddenTables.schema((int) version))) {
            throw invalid(
                    "its tables named _lap_… are not those that this server makes: drop them, and"
                            + " the facet begins without keys and alarm");
        }
        return (int) version;
    }

    private void checkHidden(int version) {
        checkPages("PRAGMA integrity_check('_lap_kv')");
        boolean isWrong =
                any(SELECT_WRONG_KEY, Limits.KV_KEY_BYTES_MAX, Limits.KV_VALUE_BYTES_MAX)
                        || hasWrongAlarm(version)
                        || any(
                                SELECT_WRONG_META,
                                AutoResponseTable.REQUEST,
                                AutoResponseTable.RESPONSE,
                                Limits.WS_AUTO_RESPONSE_BYTES_MAX)
                        || (version > 1 && any(SELECT_WRONG_NUMBER));
        if (isWrong) {
            throw invalid("its tables named _lap_… hold what this server has not put there");
        }
    }

    /** Whatever the file says of that. */
    private void countLongRows() throws SQLException {
        try (var statements = new HostStatements(connection)) {
            connection.getDatabase()._exec("BEGIN");
            LongRowCount.note(statements);
            connection.getDatabase()._exec("COMMIT");
        }
    }

    private boolean hasWrongAlarm(int version) {
        return version < 3
                ? any(SELECT_ALARM)
                : any(SELECT_WRONG_ALARM, Limits.ALARM_AT_MILLIS_MAX, Limits.ALARM_RETRIES_MAX);
    }

    private void checkPages(String pragma) {
        String finding = query(pragma, row -> row.text(0)).getFirst();
        if (!finding.equals("ok")) {
            throw invalid(
                    "SQLite finds it damaged: "
                            + finding.substring(0, Math.min(finding.length(), FINDING_LENGTH_MAX))
                                    .replaceAll("\\s+", " "));
        }
    }

    private boolean any(String sql, Object... values) {
        return !query(sql, row -> row.integer(0), values).isEmpty();
    }

    private <T> List<T> query(String sql, RowMapper<T> mapper, Object... values) {
        try (var statement = new PreparedSql(connection, sql)) {
            return HostStatements.rows(statement, mapper, values);
        }
    }

    private static HostException failed(SqliteFailure failure) {
        return switch (failure.primary()) {
            case SQLITE_INTERRUPT -> invalid("looking at it took too long");
            case SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM, SQLITE_CANTOPEN ->
                    new FailureException(
                            ErrorCode.INTERNAL, "a database that was sent cannot be read", failure);
            default -> invalid(String.valueOf(failure.getMessage()));
        };
    }

    private static CallerException invalid(String why) {
        return new CallerException(
                ErrorCode.DATABASE_INVALID, "the file cannot be a facet's database: " + why);
    }

    /** Ends what takes too long: a file can be made to be slow. */
    private static final class Deadline extends ProgressHandler {
        private final long endNanos;

        Deadline(long bytes) {
            endNanos = System.nanoTime() + GRACE.plusSeconds(bytes / BYTES_PER_SECOND).toNanos();
        }

        @Override
        protected int progress() {
            return System.nanoTime() - endNanos > 0 ? 1 : 0;
        }
    }
}
