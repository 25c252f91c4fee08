package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
                        List.of("_lap_long"),
                        List.of("_lap_meta"),
                        List.of("_lap_usage")),
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

    private Refusal assertDenied(String sql) {
        return assertRefused(ResultCode.DENIED, () -> facet.rows(sql));
    }
}
