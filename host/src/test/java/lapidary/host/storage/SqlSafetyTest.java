package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SQL of strangers cannot do, through both lines of defence. */
final class SqlSafetyTest {
    @TempDir Path directory;
    private TestFacet facet;

    @BeforeEach
    void open() {
        facet = new TestFacet(directory.resolve("1.db"));
        facet.begin();
        facet.rows("CREATE TABLE t (a)");
        facet.database.kv().put(new byte[] {1}, "secret".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() {
        facet.close();
    }

    @ParameterizedTest
    @MethodSource("lapidary.host.storage.HostileSql#hiddenNames")
    void names_of_the_hosts_are_refused(String sql) {
        assertDenied(sql);
    }

    @Test
    void hidden_tables_show_by_name_and_a_text_may_look_like_their_names() {
        assertEquals(
                List.of(
                        List.of("_lap_alarm"),
                        List.of("_lap_kv"),
                        List.of("_lap_kv_key"),
                        List.of("_lap_meta")),
                facet.rows(
                        """
                        SELECT name FROM sqlite_schema WHERE name LIKE '_lap_%' ORDER BY name
                        """));
        assertEquals(
                List.of(List.of("t")),
                facet.rows("SELECT name FROM sqlite_master WHERE name NOT LIKE '_lap_%'"));
        facet.rows("INSERT INTO t VALUES ('_lap_kv'), (1 || '_lap_')");
        assertEquals(1L, facet.value("SELECT count(*) FROM t WHERE a = '_lap_kv'"));
        assertEquals(1L, facet.value("SELECT count(*) FROM t WHERE a IN ('_lap_kv')"));
        assertEquals("_lap_kv", facet.value("SELECT '_lap_kv'"));
    }

    @ParameterizedTest
    @MethodSource("lapidary.host.storage.HostileSql#transactions")
    void transactions_are_refused_with_a_hint(String sql) {
        var refusal = assertDenied(sql);
        assertTrue(refusal.text().contains("facet_sql.begin, commit and rollback"), refusal.text());
    }

    @ParameterizedTest
    @MethodSource("lapidary.host.storage.HostileSql#otherFiles")
    void other_files_and_temporary_objects_are_refused(String sql) {
        assertDenied(sql);
    }

    @ParameterizedTest
    @MethodSource("lapidary.host.storage.HostileSql#otherModules")
    void other_virtual_tables_are_refused(String sql) {
        assertDenied(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sqlite_version()",
                "SQLITE_VERSION()",
                "\"sqlite_version\"()",
                "sqlite_source_id()",
                "sqlite_compileoption_used('x')",
                "load_extension('x')",
                "load_extension('x', 'y')",
                "fts3_tokenizer('simple')",
                "reverse('x')",
                "stdev(1)",
                "subtype(1)",
                "unistr('a')",
                "sqlite_log(1, 'x')",
                "percentile(1, 50)",
                "fts5_source_id()",
                "rtreecheck('x')",
                "optimize(1)",
            })
    void functions_that_are_not_on_the_list_are_refused_by_name(String call) {
        assertTrue(assertDenied("SELECT " + call).text().contains("function"));
        assertDenied("SELECT a FROM t WHERE " + call + " IS NOT NULL");
        assertDenied("CREATE VIEW v AS SELECT " + call);
        assertDenied("CREATE TABLE u (a DEFAULT (" + call + "))");
        assertDenied("CREATE TABLE u (a, b AS (" + call + "))");
        assertDenied("CREATE INDEX i ON t (" + call + ")");
        assertDenied("CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT " + call + "; END");
        assertDenied("INSERT INTO t VALUES (1) RETURNING " + call);
    }

    @Test
    void names_before_parentheses_that_are_no_functions_are_fine() {
        assertDoesNotThrow(() ->
                facet.rows(
                        """
                        CREATE TABLE reverse (a DECIMAL(10, 2), b VARCHAR(5) UNIQUE,
                            c REFERENCES reverse (b), PRIMARY KEY (a, b), CHECK (a > 0));
                        CREATE INDEX i ON reverse(a);
                        INSERT INTO reverse(a, b) VALUES (1, 'x');
                        INSERT INTO reverse(a, b) VALUES (1, 'x') ON CONFLICT (a, b)
                            DO UPDATE SET (a, b) = (2, 'y') WHERE b IN ('x');
                        WITH stdev(x) AS (SELECT 1), mode(y) AS MATERIALIZED (SELECT 2)
                        SELECT CAST(x AS DECIMAL(10, 2)), count(*) FILTER (WHERE x > 0),
                               row_number() OVER (PARTITION BY x ORDER BY (y))
                          FROM stdev, mode;
                        CREATE VIEW median(c) AS SELECT a FROM reverse;
                        """));
    }

    @Test
    void functions_of_a_stored_schema_are_refused_when_they_are_used() throws Exception {
        facet.commit();
        facet.close();
        Path file = directory.resolve("1.db");
        try (var stranger = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = stranger.createStatement()) {
            statement.execute("CREATE VIEW v AS SELECT sqlite_version() AS x");
            statement.execute("CREATE VIEW hidden AS SELECT * FROM _lap_kv");
        }
        facet = new TestFacet(file);
        facet.begin();
        assertDenied("SELECT * FROM v");
        assertDenied("SELECT * FROM hidden");
    }

    @ParameterizedTest
    @MethodSource("lapidary.host.storage.HostileSql#pragmas")
    void pragmas_that_are_not_on_the_list_are_refused(String sql) {
        assertDenied(sql);
    }

    @Test
    void the_pragmas_on_the_list_answer() {
        facet.rows(
                """
                CREATE TABLE p (id INTEGER PRIMARY KEY, n REFERENCES p (id));
                CREATE INDEX p_n ON p (n)
                """);
        assertEquals(4096L, facet.value("PRAGMA page_size"));
        assertEquals(4096L, facet.value("SELECT page_size FROM pragma_page_size"));
        assertEquals(2, facet.rows("PRAGMA table_info(p)").size());
        assertEquals(2, facet.rows("pragma main.TABLE_XINFO = 'p'").size());
        assertEquals(1, facet.rows("PRAGMA index_list(\"p\")").size());
        assertEquals(1, facet.rows("PRAGMA index_info([p_n])").size());
        assertEquals(2, facet.rows("PRAGMA index_xinfo(`p_n`)").size());
        assertEquals(1, facet.rows("PRAGMA foreign_key_list(p)").size());
        assertEquals(List.of(), facet.rows("PRAGMA foreign_key_check"));
        assertEquals(List.of(), facet.rows("PRAGMA foreign_key_check(p)"));
        assertEquals("ok", facet.value("PRAGMA quick_check"));
        assertEquals("ok", facet.value("PRAGMA quick_check(5)"));
        assertEquals("ok", facet.value("PRAGMA quick_check(p)"));
        assertTrue(facet.rows("PRAGMA table_list").size() > 4);
        assertEquals(List.of(), facet.rows("PRAGMA optimize"));
    }

    @Test
    void a_setting_lasts_for_one_event() {
        assertEquals(1L, facet.value("SELECT 'A' LIKE 'a'"));
        facet.rows("PRAGMA case_sensitive_like = 'Yes'");
        assertEquals(0L, facet.value("SELECT 'A' LIKE 'a'"));
        facet.rows("PRAGMA recursive_triggers(1)");
        assertEquals(1L, facet.value("PRAGMA recursive_triggers"));
        facet.commit();
        facet.begin();
        assertEquals(1L, facet.value("SELECT 'A' LIKE 'a'"));
        assertEquals(0L, facet.value("PRAGMA recursive_triggers"));
    }

    @Test
    void statistics_have_nothing_of_the_hidden_tables() {
        for (int i = 0; i < 100; i++) {
            facet.database.kv().put(new byte[] {2, (byte) i}, new byte[10]);
        }
        facet.rows("CREATE INDEX t_a ON t (a); INSERT INTO t VALUES (1), (2)");
        facet.rows("ANALYZE");
        assertEquals(0L, facet.value("SELECT count(*) FROM sqlite_stat1 WHERE tbl LIKE '_lap_%'"));
        assertEquals(0L, facet.value("SELECT count(*) FROM sqlite_stat4 WHERE tbl LIKE '_lap_%'"));
        assertEquals(1L, facet.value("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 't'"));
    }

    @ParameterizedTest
    @MethodSource("lapidary.host.storage.HostileSql#ownTables")
    void tables_of_sqlites_own_are_read_only(String sql) {
        facet.rows("CREATE TABLE seq (id INTEGER PRIMARY KEY AUTOINCREMENT)");
        facet.rows("CREATE INDEX t_a ON t (a); INSERT INTO t VALUES (1); ANALYZE t");
        assertDenied(sql);
    }

    @Test
    void autoincrement_works_and_its_table_can_be_read() {
        facet.rows("CREATE TABLE seq (id INTEGER PRIMARY KEY AUTOINCREMENT)");
        facet.rows("INSERT INTO seq VALUES (41), (NULL)");
        assertEquals(42L, facet.value("SELECT seq FROM sqlite_sequence WHERE name = 'seq'"));
    }

    @ParameterizedTest
    @MethodSource("lapidary.host.storage.HostileSql#tablesBehind")
    void the_tables_behind_virtual_tables_are_read_only(String sql) {
        facet.rows("CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('x')");
        facet.rows("CREATE VIRTUAL TABLE r USING rtree(id, x0, x1)");
        assertDenied(sql);
        facet.rows("SELECT count(*) FROM f_data");
        facet.rows("DROP TABLE f; DROP TABLE r");
    }

    @Test
    void explain_says_nothing_of_addresses() {
        facet.rows("CREATE VIRTUAL TABLE f USING fts5(a)");
        assertDenied("EXPLAIN SELECT * FROM f");
        assertTrue(facet.rows("EXPLAIN SELECT * FROM t").size() > 3);
        assertEquals(1, facet.rows("EXPLAIN QUERY PLAN SELECT * FROM f").size());
    }

    @Test
    void five_compound_terms_pass_and_six_fail() {
        String five = String.join(" UNION ALL ", Collections.nCopies(5, "SELECT 1"));
        assertEquals(5, facet.rows(five).size());
        var refusal = assertRefused(ResultCode.SQL, () -> facet.rows(five + " UNION SELECT 1"));
        assertTrue(refusal.text().contains("too many terms"), refusal.text());
    }

    @Test
    void a_hundred_columns_pass_and_one_more_fails() {
        String hundred = String.join(", ", Collections.nCopies(100, "1"));
        assertEquals(1, facet.rows("SELECT " + hundred).size());
        assertRefused(ResultCode.SQL, () -> facet.rows("SELECT " + hundred + ", 1"));
    }

    @Test
    void a_hundred_parameters_pass_and_one_more_fails() {
        Object[] hundred = Collections.nCopies(100, 1L).toArray();
        Object[] more = Collections.nCopies(101, 1L).toArray();
        String marks = String.join(" + ", Collections.nCopies(50, "?"));
        facet.rows("SELECT " + marks + ", " + marks, hundred);
        assertRefused(
                ResultCode.SQL, () -> facet.rows("SELECT " + marks + ", " + marks + ", ?", more));
        assertRefused(ResultCode.SQL, () -> facet.rows("SELECT ?101", more));
        assertRefused(ResultCode.SQL, () -> facet.rows("SELECT ?99999999999", more));
    }

    @Test
    void a_pattern_of_50_bytes_passes_and_51_fails() {
        String fifty = "%".repeat(50);
        assertEquals(1L, facet.value("SELECT 'x' LIKE ?", fifty));
        assertEquals(1L, facet.value("SELECT '%' GLOB ?", "*".repeat(50)));
        assertRefused(ResultCode.SQL, () -> facet.value("SELECT 'x' LIKE ?", fifty + "%"));
        assertRefused(ResultCode.SQL, () -> facet.value("SELECT 'x' GLOB ?", "*".repeat(51)));
    }

    @Test
    void a_text_of_100_000_bytes_passes_and_one_more_fails() {
        String sql = "SELECT 1 --" + "x".repeat(100_000 - 11);
        assertEquals(1L, facet.value(sql));
        var refusal = assertRefused(ResultCode.SQL, () -> facet.value(sql + "x"));
        assertTrue(refusal.text().endsWith("SQLITE_TOOBIG"), refusal.text());
    }

    @Test
    void a_value_of_two_mebibytes_passes_and_one_byte_more_fails() {
        int most = 2 << 20;
        assertEquals(2L << 20, facet.value("SELECT length(?)", "x".repeat(most)));
        var bound =
                assertRefused(
                        ResultCode.SQL,
                        () -> facet.value("SELECT length(?)", "x".repeat(most + 1)));
        assertTrue(bound.text().endsWith("SQLITE_TOOBIG"), bound.text());
        var made = assertRefused(ResultCode.SQL, () -> facet.value("SELECT zeroblob(2097153)"));
        assertTrue(made.text().endsWith("SQLITE_TOOBIG"), made.text());
        for (String call :
                List.of(
                        "replace(printf('%2000000d', 1), ' ', 'xx')",
                        "printf('%3000000d', 1)", "randomblob(3000000)")) {
            var big = assertRefused(ResultCode.SQL, () -> facet.value("SELECT " + call));
            assertTrue(big.text().endsWith("SQLITE_TOOBIG"), big.text());
        }
    }

    @Test
    void triggers_nest_ten_deep_and_expressions_a_hundred() {
        String deep = "(".repeat(98) + "1" + ")".repeat(98);
        facet.rows("SELECT " + deep);
        String sum = String.join("+", Collections.nCopies(102, "1"));
        assertRefused(ResultCode.SQL, () -> facet.rows("SELECT " + sum));
        facet.rows("PRAGMA recursive_triggers = ON");
        facet.rows(
                """
                CREATE TRIGGER again AFTER INSERT ON t WHEN NEW.a > 0 BEGIN
                    INSERT INTO t VALUES (NEW.a - 1);
                END
                """);
        facet.rows("INSERT INTO t VALUES (9)");
        assertRefused(ResultCode.SQL, () -> facet.rows("INSERT INTO t VALUES (10)"));
    }

    @Test
    void the_largest_rowid_refuses_inserts_without_one() {
        facet.rows("INSERT INTO t (rowid, a) VALUES (9223372036854775807, 1)");
        var refusal = assertRefused(ResultCode.SQL, () -> facet.rows("INSERT INTO t VALUES (2)"));
        assertTrue(refusal.text().endsWith("SQLITE_FULL"), refusal.text());
        facet.rows("INSERT INTO t (rowid, a) VALUES (5, 1)");
        assertEquals(2L, facet.value("SELECT count(*) FROM t"));
        facet.commit();
    }

    private Refusal assertDenied(String sql) {
        return assertRefused(ResultCode.DENIED, () -> facet.rows(sql));
    }
}
