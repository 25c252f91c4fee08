package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lapidary.host.error.Refusal;
import lapidary.host.sql.ApprovedStatement;
import lapidary.host.sql.SqlGate;
import lapidary.host.sql.StatementKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;

/** The gate beside SQLite itself, on random texts; a failure prints its seed. */
final class SqlGateFuzz {
    private static final long SEED = Long.getLong("seed", 20_261_123L);

    /** Around and between the tokens of a statement: nothing, to SQLite. */
    private static final List<String> BLANKS =
            List.of(
                    " ",
                    "\n",
                    "\t\r\n",
                    "\f",
                    " \u000B",
                    "/* ; ' \" */",
                    "/**/",
                    "-- ; '\n",
                    " \uFEFF ",
                    "/*/**/",
                    "/* -- */",
                    "--/*\n");

    private static final List<String> PIECES =
            List.of(
                    "SELECT",
                    "1",
                    "'a'",
                    "'it''s'",
                    "\"q\"",
                    "\"a\"\"b\"",
                    "[b c]",
                    "`t`",
                    "x'0a'",
                    "X'",
                    "0x1F",
                    "1_000",
                    "1.5e3",
                    ".5",
                    "?",
                    "?3",
                    ":a",
                    "@b",
                    "$c",
                    "$c::d",
                    "#1",
                    "+",
                    "-",
                    "*",
                    "/",
                    "%",
                    "||",
                    "|",
                    "&",
                    "~",
                    "<<",
                    "<>",
                    "!=",
                    "!",
                    "==",
                    "->",
                    "->>",
                    "(",
                    ")",
                    ",",
                    ".",
                    ";",
                    "AS",
                    "FROM",
                    "t",
                    "BEGIN",
                    "END",
                    "CREATE",
                    "TRIGGER",
                    "CASE",
                    "WHEN",
                    "THEN",
                    "é",
                    "🜁",
                    "$",
                    "\\",
                    "^",
                    "{",
                    "'",
                    "\"",
                    "[",
                    "]",
                    "`",
                    "/*",
                    "*/",
                    "--",
                    "\n",
                    "\u000B",
                    "\u00A0",
                    "\uFEFF",
                    "null",
                    "EXPLAIN");

    @TempDir Path directory;
    private SQLiteConnection sqlite;

    @BeforeEach
    void open() throws SQLException {
        sqlite =
                Sqlite.open(":memory:", SQLiteOpenMode.READWRITE.flag | SQLiteOpenMode.CREATE.flag);
        sqlite.getDatabase()._exec("CREATE TABLE t (a, b)");
    }

    @AfterEach
    void close() throws SQLException {
        sqlite.close();
    }

    /** Joins tokens that each are one to us, and asks SQLite for the values it saw. */
    @Test
    void values_between_random_comments_and_blanks_are_the_ones_sqlite_sees() throws SQLException {
        var random = new Random(SEED);
        for (int i = 0; i < 2000; i++) {
            List<String> statements = new ArrayList<>();
            var text = new StringBuilder();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                String statement = select(random);
                statements.add(statement);
                text.append(statement).append(n > 1 ? ";" : "");
            }
            var approved = SqlGate.approve(text.toString()).statements();
            assertEquals(statements.size(), approved.size(), () -> failure(text));
            for (ApprovedStatement statement : approved) {
                try (var prepared = new PreparedSql(sqlite, statement.text())) {
                    assertTrue(prepared.start(), () -> failure(text));
                }
            }
        }
    }

    private static String select(Random random) {
        List<String> values =
                List.of(
                        "1", "'a;'", "'it''s'", "x'0a'", "\"q;\"", "0x1F", "1_0", "-1", "'--'",
                        "'/*'");
        var text = new StringBuilder(blank(random)).append("SELECT").append(blank(random));
        for (int n = random.nextInt(4); n > 0; n--) {
            text.append(pick(random, values))
                    .append(blank(random))
                    .append(',')
                    .append(blank(random));
        }
        return text.append("2").append(blank(random)).toString();
    }

    /**
     * Whatever is sent: if the gate lets a statement pass and SQLite can prepare it, then SQLite
     * read it to its end, as one statement: more text after it is an error of the whole.
     */
    @Test
    void no_text_hides_a_second_statement_from_the_gate() {
        var random = new Random(SEED);
        int prepared = 0;
        for (int i = 0; i < 60_000; i++) {
            String text = soup(random);
            List<ApprovedStatement> approved;
            try {
                approved = SqlGate.approve(text).statements();
            } catch (Refusal refused) {
                continue;
            }
            for (ApprovedStatement statement : approved) {
                prepared += isWholeStatement(statement, text) ? 1 : 0;
            }
        }
        int whole = prepared;
        assertTrue(whole > 200, () -> "only " + whole + " texts were statements: too weak a test");
    }

    /** A statement ends where a following token would be a syntax error. */
    private boolean isWholeStatement(ApprovedStatement statement, String text) {
        if (!prepares(statement.text())) {
            return false;
        }
        assertTrue(!prepares(statement.text() + "\n]"), () -> failure(text));
        assertEquals(
                parameterCount(statement.text()), statement.parameterCount(), () -> failure(text));
        return true;
    }

    private boolean prepares(String sql) {
        try (var prepared = new PreparedSql(sqlite, sql)) {
            return !prepared.isClosed();
        } catch (SqliteFailure refused) {
            return false;
        }
    }

    private int parameterCount(String sql) {
        try (var statement = sqlite.prepareStatement(sql)) {
            return statement.getParameterMetaData().getParameterCount();
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    private static String soup(Random random) {
        var text = new StringBuilder(random.nextInt(4) == 0 ? "" : "SELECT ");
        for (int n = random.nextInt(9); n > 0; n--) {
            text.append(pick(random, PIECES)).append(random.nextInt(3) == 0 ? "" : blank(random));
        }
        return text.toString();
    }

    /** Hostile texts through both lines: hidden rows never come out, nothing else breaks. */
    @Test
    void random_statements_about_hidden_tables_never_give_their_rows() {
        var random = new Random(SEED);
        List<String> words =
                List.of(
                        "SELECT",
                        "value",
                        "*",
                        "FROM",
                        "_lap_kv",
                        "'_lap_kv'",
                        "\"_LAP_kv\"",
                        "main",
                        ".",
                        "t",
                        ",",
                        "(",
                        ")",
                        "AS",
                        "x",
                        "WITH",
                        "INSERT INTO",
                        "t",
                        "JOIN",
                        "IN",
                        "UNION",
                        "WHERE",
                        "1",
                        "VALUES",
                        "CREATE VIEW v AS",
                        "v",
                        "DELETE FROM",
                        "=",
                        "UPDATE",
                        "SET",
                        "a",
                        "RETURNING",
                        "EXPLAIN",
                        "pragma_table_info");
        try (var facet = new TestFacet(directory.resolve("1.db"))) {
            facet.begin();
            facet.rows("CREATE TABLE t (a)");
            byte[] secret = "top secret".getBytes(StandardCharsets.UTF_8);
            facet.database.kv().put(new byte[] {1}, secret);
            facet.commit();
            for (int i = 0; i < 20_000; i++) {
                var text = new StringBuilder();
                for (int n = 1 + random.nextInt(10); n > 0; n--) {
                    text.append(pick(random, words)).append(' ');
                }
                facet.begin();
                try {
                    String rows = facet.rows(text.toString()).toString();
                    assertTrue(!rows.contains(TestFacet.hex(secret)), () -> failure(text));
                } catch (Refusal refused) {
                    // What most of them deserve.
                }
                assertEquals(secret.length, facet.database.kv().get(new byte[] {1}).get().length);
                facet.rollback();
            }
        }
    }

    @Test
    void the_kind_of_a_statement_tells_whether_sqlite_would_write() throws SQLException {
        for (String writes :
                List.of(
                        "INSERT INTO t VALUES (1, 2)",
                        "WITH x AS (SELECT 1) INSERT INTO t SELECT 1, 2",
                        "WITH x AS (SELECT 1), y (a, b) AS (VALUES (1, 2)) DELETE FROM t",
                        "REPLACE INTO t VALUES (1, 2)",
                        "CREATE TABLE u (a)",
                        "DROP TABLE t")) {
            StatementKind kind = SqlGate.approve(writes).statements().getFirst().kind();
            assertTrue(Set.of(StatementKind.WRITE, StatementKind.SCHEMA).contains(kind), writes);
        }
        for (String reads : List.of("SELECT 1", "VALUES (1)", "WITH x AS (SELECT 1) SELECT 2")) {
            assertEquals(StatementKind.READ, SqlGate.approve(reads).statements().getFirst().kind());
        }
    }

    private static String blank(Random random) {
        return pick(random, BLANKS);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String failure(CharSequence text) {
        return "-Dseed=" + SEED + " failed on: " + text;
    }
}
