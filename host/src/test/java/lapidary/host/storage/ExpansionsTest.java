package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import lapidary.abi.Prices;
import lapidary.abi.ResultCode;
import lapidary.host.error.CallerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What views and tables WITH make of a short statement, before SQLite prepares it. */
final class ExpansionsTest {
    @TempDir Path directory;
    private TestFacet facet;

    @BeforeEach
    void open() {
        facet = new TestFacet(directory.resolve("1.db"));
        facet.event("CREATE TABLE t (a, b)");
        facet.event("INSERT INTO t VALUES (1, 2)");
    }

    @AfterEach
    void close() {
        facet.close();
    }

    /** The level-th view stands for 2^(level + 1) - 2 copies of those below it. */
    private void doubleViews(String definition, int levels) {
        facet.event("CREATE VIEW v0 AS SELECT a, b FROM t");
        for (int i = 1; i <= levels; i++) {
            facet.event("CREATE VIEW v" + i + " AS " + definition.replace("%", "v" + (i - 1)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT x.a, y.b FROM % x, % y",
                "SELECT x.a, y.b FROM main.% x JOIN \"%\" AS y",
                "SELECT a, b FROM [%] UNION ALL SELECT a, b FROM `%`",
                "SELECT a, b FROM '%' WHERE a IN (SELECT b FROM %)",
                "SELECT a, (SELECT max(b) FROM %) AS b FROM %",
                "WITH w AS (SELECT * FROM %) SELECT x.a, y.b FROM w x, w y",
                "WITH w (a, b) AS NOT MATERIALIZED (SELECT * FROM %) SELECT x.a, y.b FROM w x, w y"
            })
    void views_that_double_are_refused_when_the_one_that_is_too_much_is_made(String definition) {
        assertRefused(ResultCode.LIMIT, () -> doubleViews(definition, 14));
        assertEquals(1, facet.event("SELECT count(*) FROM v3").size());
    }

    @Test
    void a_word_of_the_grammar_that_names_a_view_is_counted_like_any_name() {
        List<String> words =
                List.of("key", "plan", "first", "end", "after", "desc", "abort", "each");
        facet.event("CREATE VIEW action AS SELECT a, b FROM t");
        assertRefused(
                ResultCode.LIMIT,
                () -> {
                    String below = "action";
                    for (String word : words) {
                        facet.event(
                                "CREATE VIEW %s AS SELECT x.a, y.b FROM %s x, %s y"
                                        .formatted(word, below, below));
                        below = word;
                    }
                });
    }

    @Test
    void also_when_those_below_it_are_made_last() {
        for (int i = 8; i > 1; i--) {
            facet.event(doubling(i));
        }
        assertRefused(ResultCode.LIMIT, () -> facet.event(doubling(1)));
    }

    private static String doubling(int level) {
        return "CREATE VIEW v%d AS SELECT x.a, y.b FROM v%d x, v%d y"
                .formatted(level, level - 1, level - 1);
    }

    @Test
    void tables_of_with_double_without_any_view() {
        var sql = new StringBuilder("WITH w0 AS (SELECT 1 AS a)");
        for (int i = 1; i <= 20; i++) {
            sql.append(", w%d AS (SELECT x.a FROM w%d x, w%d y)".formatted(i, i - 1, i - 1));
        }
        assertRefused(ResultCode.LIMIT, () -> facet.event(sql + " SELECT * FROM w20"));
        assertEquals(List.of(List.of(1L)), facet.event(sql + " SELECT * FROM w5"));
    }

    @Test
    void triggers_are_counted_with_what_fires_them_through_references_too() {
        doubleViews("SELECT x.a, y.b FROM % x, % y", 5);
        facet.event("CREATE TABLE p (id INTEGER PRIMARY KEY)");
        facet.event("CREATE TABLE c (p REFERENCES p (id) ON DELETE CASCADE)");
        for (int i = 0; i < 3; i++) {
            facet.event(
                    "CREATE TRIGGER c%d AFTER DELETE ON c BEGIN INSERT INTO t SELECT * FROM v5; END"
                            .formatted(i));
        }
        assertRefused(ResultCode.LIMIT, () -> facet.event("DELETE FROM c"));
        assertRefused(ResultCode.LIMIT, () -> facet.event("DELETE FROM p"));
        assertEquals(List.of(), facet.event("SELECT * FROM p, c"));
    }

    @Test
    void a_long_chain_of_references_is_followed_to_its_end() {
        facet.event("CREATE VIEW v AS SELECT a FROM t");
        facet.event("CREATE TABLE c0 (id INTEGER PRIMARY KEY)");
        facet.event(
                "CREATE TRIGGER tr AFTER INSERT ON c0 BEGIN INSERT INTO t (a) SELECT a FROM v; END");
        facet.begin();
        for (int i = 1; i <= 3_000; i++) {
            facet.rows(
                    "CREATE TABLE c%d (id INTEGER PRIMARY KEY REFERENCES c%d (id))"
                            .formatted(i, i - 1));
        }
        facet.commit();
        facet.event("INSERT INTO c0 VALUES (1)");
        assertEquals(List.of(List.of(2L)), facet.event("SELECT count(*) FROM t"));
    }

    @Test
    void what_is_written_out_is_paid_each_time_and_the_same_when_it_was_prepared_before() {
        doubleViews("SELECT x.a, y.b FROM % x, % y", 3);
        long first = fuelOf("SELECT a FROM v3");
        assertEquals(first, fuelOf("SELECT a FROM v3"));
        long bytes = 15L * "CREATE VIEW v0 AS SELECT a, b FROM t".length();
        long flat = fuelOf("SELECT a FROM t");
        assertTrue(first - flat >= Prices.sqlWrittenOut(15, bytes), first + " after " + flat);
    }

    private long fuelOf(String sql) {
        facet.begin();
        long before = facet.tank.left();
        facet.rows(sql);
        long after = facet.tank.left();
        facet.commit();
        return before - after;
    }

    @Test
    void a_schema_as_people_write_them_is_taken() {
        facet.event("CREATE VIEW total AS SELECT sum(a) AS total, count(*) AS items FROM t");
        facet.event("CREATE VIEW items AS SELECT a AS items, total.total FROM t, total");
        for (int i = 0; i < 40; i++) {
            facet.event(
                    "CREATE VIEW report%d AS SELECT i.items, i.total FROM items i, total"
                            .formatted(i));
        }
        String columns = "report7.items, report7.total, ".repeat(40);
        assertEquals(1, facet.event("SELECT " + columns + "1 FROM report7").size());
        facet.event("ALTER TABLE t RENAME COLUMN b TO c");
        assertEquals(2, facet.event("SELECT * FROM pragma_table_info('report0')").size());
        assertEquals(
                List.of(List.of(10L)),
                facet.event(
                        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10)"
                                + " SELECT max(i) FROM n"));
    }

    @Test
    void a_database_from_elsewhere_with_views_that_double_is_no_facets() throws Exception {
        Path file = directory.resolve("given.db");
        facet.database.copyTo(file);
        FacetFiles.prepareForOthers(file);
        try (var raw = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = raw.createStatement()) {
            statement.execute("CREATE VIEW v0 AS SELECT a, b FROM t");
            for (int i = 1; i <= 12; i++) {
                statement.execute(doubling(i));
            }
        }
        var refused =
                assertThrows(
                        CallerException.class,
                        () -> FacetFiles.adopt(file, DatabaseLimits.DEFAULT));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("copies of views"),
                refused::toString);
    }
}
