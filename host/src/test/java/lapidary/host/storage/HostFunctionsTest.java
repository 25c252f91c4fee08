package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lapidary.abi.ResultCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host's functions answer as SQLite's do. */
final class HostFunctionsTest {
    @TempDir Path directory;
    private TestFacet facet;
    private Connection sqlite;

    @BeforeEach
    void open() throws SQLException {
        facet = new TestFacet(directory.resolve("1.db")).begin();
        sqlite = DriverManager.getConnection("jdbc:sqlite::memory:");
    }

    @AfterEach
    void close() throws SQLException {
        facet.close();
        sqlite.close();
    }

    @Test
    void text_functions_agree_with_sqlite_on_all_kinds_of_values() throws SQLException {
        List<String> values =
                List.of(
                        "NULL",
                        "''",
                        "'a'",
                        "'abcabc'",
                        "'  ab  '",
                        "'Äöü🜁x'",
                        "'bc'",
                        "12",
                        "1.5",
                        "x''",
                        "x'6162'",
                        "x'00ff'",
                        "'a' || char(0) || 'b'",
                        "'ABC'",
                        "'%_['");
        for (String one : values) {
            for (String other : values) {
                agree("instr(" + one + ", " + other + ")");
                agree("trim(" + one + ", " + other + ")");
                agree("ltrim(" + one + ", " + other + ")");
                agree("rtrim(" + one + ", " + other + ")");
                agree("replace(" + one + ", " + other + ", 'é')");
                agree(one + " LIKE " + other);
                agree(one + " GLOB " + other);
                agree("printf('%s-%d-%q', " + one + ", " + other + ", " + one + ")");
            }
            agree("trim(" + one + ")");
            agree("typeof(replace(" + one + ", 'a', 'b'))");
        }
    }

    @Test
    void patterns_agree_with_sqlite_on_random_texts() throws SQLException {
        var random = new Random(3);
        for (int i = 0; i < 3000; i++) {
            String text = word(random, "abAB]-^é", 8);
            agree(quoted(text) + " LIKE " + quoted(word(random, "abAB%_é", 6)));
            agree(quoted(text) + " LIKE " + quoted(word(random, "abB%_!", 6)) + " ESCAPE '!'");
            agree(quoted(text) + " LIKE " + quoted(word(random, "ab%_", 6)) + " ESCAPE '%'");
            agree(quoted(text) + " GLOB " + quoted(word(random, "abAB*?[]^-é", 7)));
            agree("instr(" + quoted(text) + ", " + quoted(word(random, "abé", 3)) + ")");
            agree(
                    "replace("
                            + quoted(text + text)
                            + ", "
                            + quoted(word(random, "abA", 3))
                            + ", 'xy')");
        }
    }

    @Test
    void an_escape_of_two_characters_is_refused_in_sqlites_words() {
        var refusal =
                assertRefused(ResultCode.SQL, () -> facet.rows("SELECT 'a' LIKE 'a' ESCAPE 'xy'"));
        assertEquals("ESCAPE expression must be a single character: SQLITE_ERROR", refusal.text());
    }

    @Test
    void joined_groups_and_windows_agree_with_sqlite() throws SQLException {
        String rows =
                """
                FROM (SELECT 1 AS g, 'a' AS x, ';' AS s UNION ALL SELECT 1, 'b', NULL
                      UNION ALL SELECT 2, NULL, '-' UNION ALL SELECT 2, 12, x'2b'
                      UNION ALL SELECT 3, NULL, NULL)
                """;
        for (String join : List.of("group_concat(x)", "group_concat(x, s)", "string_agg(x, s)")) {
            agreeAll("SELECT g, " + join + rows + "GROUP BY g ORDER BY g");
            agreeAll("SELECT " + join + rows + "WHERE g > 9");
            agreeAll("SELECT " + join + " OVER (ORDER BY g, x) " + rows);
            agreeAll("SELECT " + join + " OVER (ORDER BY g, x ROWS 1 PRECEDING) " + rows);
        }
        agreeAll("SELECT group_concat(DISTINCT x) " + rows);
        agreeAll("SELECT group_concat(x ORDER BY x DESC) " + rows);
        agreeAll("SELECT group_concat(x) FILTER (WHERE g = 1) " + rows);
    }

    @Test
    void dates_that_do_not_ask_for_now_agree_with_sqlite() throws SQLException {
        for (String arguments :
                List.of(
                        "'2024-02-29 12:34:56.789'",
                        "'2024-02-29', '+1 year', 'start of month', 'weekday 3'",
                        "1700000000, 'unixepoch'",
                        "1700000000.5, 'auto', 'subsec'",
                        "2460000.5",
                        "'nonsense'",
                        "NULL",
                        "'2024-01-01', NULL")) {
            for (String function : List.of("date", "time", "datetime", "julianday", "unixepoch")) {
                agree(function + "(" + arguments + ")");
            }
            agree("strftime('%Y %j %H:%M:%f %s %J', " + arguments + ")");
        }
        agree("timediff('2024-03-01', '2023-02-28 12:00')");
    }

    @Test
    void now_is_the_events_start_to_the_millisecond_in_utc() {
        String now = "2023-11-14 22:13:20";
        assertEquals(now, facet.value("SELECT datetime()"));
        assertEquals(now, facet.value("SELECT datetime('NOW')"));
        assertEquals(now + ".123", facet.value("SELECT datetime('now', 'subsec')"));
        assertEquals(now + ".123", facet.value("SELECT datetime('subsec')"));
        assertEquals(now, facet.value("SELECT datetime('now', 'localtime')"));
        assertEquals(now, facet.value("SELECT datetime('now', 'utc')"));
        assertEquals("2023-11-14", facet.value("SELECT date()"));
        assertEquals("22:13:20", facet.value("SELECT time('now')"));
        assertEquals(1_700_000_000L, facet.value("SELECT unixepoch()"));
        assertEquals(1_700_000_000.123, facet.value("SELECT unixepoch('subsec')"));
        assertEquals(now, facet.value("SELECT current_timestamp"));
        assertEquals("2023-11-14", facet.value("SELECT CURRENT_DATE"));
        assertEquals("22:13:20", facet.value("SELECT current_time"));
        assertEquals("2023", facet.value("SELECT strftime('%Y')"));
        assertEquals("1700000000", facet.value("SELECT strftime('%s', 'now')"));
        assertEquals("+0000-00-00 00:00:00.000", facet.value("SELECT timediff('now', 'now')"));
        facet.rows("CREATE TABLE t (a, at DEFAULT CURRENT_TIMESTAMP, b DEFAULT (date('now')))");
        facet.rows("INSERT INTO t (a) VALUES (1)");
        assertEquals(List.of(List.of(now, "2023-11-14")), facet.rows("SELECT at, b FROM t"));
    }

    @Test
    void random_numbers_differ_from_each_other_and_blobs_have_their_size() {
        assertNotEquals(facet.value("SELECT random()"), facet.value("SELECT random()"));
        assertEquals(
                3L,
                facet.value(
                        """
                        SELECT count(DISTINCT x)
                          FROM (SELECT random() AS x UNION ALL SELECT random()
                                UNION ALL SELECT random())
                        """));
        assertEquals(16L, facet.value("SELECT length(randomblob(16))"));
        assertEquals(1L, facet.value("SELECT length(randomblob(-1))"));
    }

    @Test
    void the_functions_work_in_generated_columns_indexes_and_views() {
        facet.rows(
                """
                CREATE TABLE t (a, b AS (trim(a)), c AS (date(a)));
                CREATE INDEX i ON t (replace(a, 'x', 'y'));
                CREATE VIEW v AS SELECT instr(a, 'b') AS n, a LIKE '%b%' AS has FROM t;
                INSERT INTO t VALUES (' ab ');
                """);
        assertEquals(List.of(List.of(3L, 1L)), facet.rows("SELECT n, has FROM v"));
        assertEquals("ab", facet.value("SELECT b FROM t WHERE replace(a, 'x', 'y') = ' ab '"));
    }

    private void agree(String expression) throws SQLException {
        agreeAll("SELECT " + expression + ", typeof(" + expression + ")");
    }

    private void agreeAll(String sql) throws SQLException {
        List<List<@Nullable Object>> expected = new ArrayList<>();
        try (Statement statement = sqlite.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                expected.add(row(rows));
            }
        }
        assertEquals(expected, facet.rows(sql), sql);
    }

    private static List<@Nullable Object> row(ResultSet rows) throws SQLException {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            row.add(
                    switch (rows.getObject(i)) {
                        case Integer integer -> (long) integer;
                        case byte[] blob -> TestFacet.hex(blob);
                        case null -> null;
                        case Object other -> other;
                    });
        }
        return row;
    }

    private static String word(Random random, String letters, int lengthMax) {
        int[] all = letters.codePoints().toArray();
        var word = new StringBuilder();
        for (int i = random.nextInt(lengthMax + 1); i > 0; i--) {
            word.appendCodePoint(all[random.nextInt(all.length)]);
        }
        return word.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
