package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import lapidary.abi.Prices;
import lapidary.host.error.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies behind long values is paid for, by what is noted of them in the database. */
final class LongRowsTest {
    private static final int LONG = 1_000_000;
    private static final long FOLLOWED = LONG / 4096 / 2 * Prices.SQL_PAGE_FOLLOWED;

    @TempDir Path directory;
    private TestFacet facet;

    @BeforeEach
    void open() {
        facet = new TestFacet(directory.resolve("1.db"));
        facet.event(
                """
                CREATE TABLE t (a INTEGER PRIMARY KEY, name, body, z);
                CREATE TABLE u (a INTEGER PRIMARY KEY, name, z, body);
                CREATE TABLE k (a INTEGER PRIMARY KEY, body);
                CREATE INDEX k_body ON k (body);
                CREATE TABLE w (a PRIMARY KEY, body) WITHOUT ROWID
                """);
    }

    @AfterEach
    void close() {
        facet.close();
    }

    private long fuel(String sql, Object... arguments) {
        facet.begin();
        try {
            facet.rows(sql, arguments);
            return facet.tank.burned();
        } finally {
            facet.rollback();
        }
    }

    /** Tables and positions of which something is noted. */
    private List<List<String>> notes() {
        return facet.database
                .host()
                .query(
                        """
                        SELECT name, position
                          FROM _lap_long
                          LEFT JOIN sqlite_schema ON rootpage = root
                         WHERE bytes > 16384
                         ORDER BY name, position
                        """,
                        row -> List.of(row.text(0), row.text(1)));
    }

    private void insertLong(String table) {
        facet.event("INSERT INTO " + table + " VALUES (1, 'n', ?, 1000)", new byte[LONG]);
    }

    @Test
    void a_column_behind_a_long_value_costs_the_pages_before_it() {
        long before = fuel("SELECT z FROM t WHERE a = 1");
        long name = fuel("SELECT name FROM t WHERE a = 1");
        insertLong("t");
        assertEquals(List.of(List.of("t", "2")), notes());
        long after = fuel("SELECT z FROM t WHERE a = 1");
        assertTrue(after >= before + FOLLOWED, before + ", " + after);
        assertTrue(after <= before + 2 * FOLLOWED + 5_000, before + ", " + after);
        long nameAfter = fuel("SELECT name FROM t WHERE a = 1");
        assertTrue(nameAfter <= name + 1_000, name + ", " + nameAfter);
    }

    @Test
    void a_row_whose_long_value_comes_last_costs_what_it_did() {
        facet.event("INSERT INTO u VALUES (1, 'n', 1000, 'short')");
        String sql = "SELECT name, z FROM u WHERE z > 5";
        long before = fuel(sql);
        facet.event("UPDATE u SET body = ? WHERE a = 1", new byte[LONG]);
        facet.event("UPDATE u SET name = 'n' WHERE a = 1");
        assertEquals(List.of(List.of("u", "3")), notes());
        assertEquals(before, fuel(sql));
    }

    @Test
    void each_row_that_is_looked_up_pays_and_a_scan_no_more_than_all_pages() {
        insertLong("t");
        facet.event(
                """
                WITH RECURSIVE c (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM c WHERE n < 2000)
                INSERT INTO t SELECT n, 'n', 'short', 5 FROM c
                """);
        facet.event("CREATE TABLE few (a); INSERT INTO few SELECT a FROM t");
        long joined = fuel("SELECT sum(z) FROM few CROSS JOIN t ON t.a = few.a");
        assertTrue(joined > 2_000 * FOLLOWED, "" + joined);
        long scanned = fuel("SELECT count(*) FROM t WHERE z = 1");
        assertTrue(scanned > FOLLOWED, "" + scanned);
        assertTrue(scanned < 600 * Prices.SQL_PAGE_FOLLOWED, "" + scanned);
    }

    @Test
    void what_an_event_noted_is_rolled_back_with_it() {
        long before = fuel("SELECT z FROM t WHERE a = 1");
        facet.begin();
        facet.rows("INSERT INTO t VALUES (1, 'n', ?, 1000)", new byte[LONG]);
        facet.rollback();
        assertEquals(List.of(), notes());
        assertEquals(before, fuel("SELECT z FROM t WHERE a = 1"));
    }

    @Test
    void what_was_noted_is_rolled_back_with_a_savepoint_and_with_a_statement_that_fails() {
        facet.begin();
        facet.rows("INSERT INTO t VALUES (7, 'n', 'short', 5)");
        long start = facet.tank.burned();
        facet.rows("SELECT z FROM t WHERE a = 7");
        long before = facet.tank.burned() - start;
        facet.database.beginSavepoint();
        facet.rows("INSERT INTO t VALUES (1, 'n', ?, 1000)", new byte[LONG]);
        facet.database.rollbackSavepoint();
        assertThrows(
                Refusal.class,
                () ->
                        facet.rows(
                                "INSERT INTO t SELECT a, 'n', ?, 1000 FROM t",
                                (Object) new byte[LONG]));
        start = facet.tank.burned();
        facet.rows("SELECT z FROM t WHERE a = 7");
        assertEquals(before, facet.tank.burned() - start);
        facet.commit();
        assertEquals(List.of(), notes());
    }

    @Test
    void what_was_noted_survives_a_restart() {
        insertLong("t");
        long before = fuel("SELECT z FROM t WHERE a = 1");
        assertTrue(before > FOLLOWED, "" + before);
        facet.close();
        facet = new TestFacet(directory.resolve("1.db"));
        assertEquals(before, fuel("SELECT z FROM t WHERE a = 1"));
    }

    @Test
    void what_was_noted_stays_with_a_table_that_is_renamed_and_goes_with_one_that_is_dropped() {
        insertLong("t");
        facet.event("ALTER TABLE t RENAME TO s");
        assertEquals(List.of(List.of("s", "2")), notes());
        facet.event("DROP TABLE s");
        assertEquals(List.of(), notes());
        facet.event("CREATE TABLE t (a INTEGER PRIMARY KEY, name, body, z)");
        assertEquals(List.of(), notes());
    }

    @Test
    void what_was_noted_goes_when_all_is_deleted() {
        insertLong("t");
        facet.begin().database.deleteAllAtCommit();
        facet.commit();
        facet.event("CREATE TABLE t (a INTEGER PRIMARY KEY, name, body, z)");
        assertEquals(List.of(), notes());
        assertTrue(fuel("SELECT z FROM t WHERE a = 1") < FOLLOWED);
    }

    @Test
    void a_long_key_is_paid_at_each_comparison_and_also_in_an_index_made_later() {
        long index = fuel("SELECT count(*) FROM k WHERE body = x'00'");
        long table = fuel("SELECT count(*) FROM w WHERE a = 5");
        facet.event("INSERT INTO k VALUES (1, ?)", new byte[LONG]);
        facet.event("INSERT INTO w VALUES (1, ?)", new byte[LONG]);
        assertTrue(fuel("SELECT count(*) FROM k WHERE body = x'00'") >= index + FOLLOWED);
        assertTrue(fuel("SELECT count(*) FROM w WHERE a = 5") >= table + FOLLOWED);
        facet.event("DROP INDEX k_body; CREATE INDEX k_later ON k (body)");
        assertTrue(notes().contains(List.of("k_later", "0")), notes() + "");
        assertTrue(fuel("SELECT count(*) FROM k WHERE body = x'00'") >= index + FOLLOWED);
    }

    @Test
    void rows_that_are_copied_as_they_are_take_their_notes_along_and_are_paid_by_their_bytes() {
        facet.event("CREATE TABLE b (a, x, y, z); CREATE TABLE c (a, x, y, z)");
        facet.event("INSERT INTO b VALUES (1, ?, 2, 3)", new byte[LONG]);
        assertTrue(fuel("INSERT INTO c SELECT * FROM b") > LONG / 2);
        facet.event("INSERT INTO c SELECT * FROM b");
        assertEquals(List.of(List.of("b", "1"), List.of("c", "1")), notes());
        facet.event("CREATE TABLE d AS SELECT y, x FROM b");
        assertTrue(notes().contains(List.of("d", "1")), notes() + "");
    }

    @Test
    void values_that_come_together_from_many_narrow_rows_are_noted() {
        facet.event("CREATE TABLE s (a INTEGER PRIMARY KEY, x); CREATE TABLE m (x1, x2, x3, z)");
        for (int i = 1; i <= 3; i++) {
            facet.event("INSERT INTO s VALUES (?, ?)", i, new byte[15_000]);
        }
        facet.event(
                """
                INSERT INTO m
                SELECT s1.x, s2.x, s3.x, 5 FROM s s1, s s2, s s3
                 WHERE s1.a = 1 AND s2.a = 2 AND s3.a = 3
                """);
        long bytes =
                facet.database
                        .host()
                        .query("SELECT sum(bytes) FROM _lap_long", row -> row.integer(0))
                        .getFirst();
        assertTrue(bytes >= 45_000, "" + bytes);
    }

    @Test
    void a_trigger_that_keeps_names_of_long_rows_leaves_its_table_as_cheap_as_it_was() {
        facet.event(
                """
                CREATE TABLE log (name, at, what);
                CREATE TRIGGER tr AFTER INSERT ON t BEGIN
                    INSERT INTO log VALUES (new.name, unixepoch(), new.a);
                END
                """);
        long before = fuel("SELECT what FROM log WHERE at = 5");
        insertLong("t");
        assertEquals(List.of(List.of("t", "2")), notes());
        facet.event("DELETE FROM log WHERE true");
        assertEquals(before, fuel("SELECT what FROM log WHERE at = 5"));
        facet.event(
                "DROP TRIGGER tr; CREATE TRIGGER tr AFTER INSERT ON t BEGIN"
                        + " INSERT INTO log VALUES (new.body, 1, 2); END");
        facet.event("INSERT INTO t VALUES (2, 'n', ?, 1000)", new byte[LONG]);
        assertEquals(List.of(List.of("log", "0"), List.of("t", "2")), notes());
    }

    @Test
    void a_file_of_an_older_version_is_counted_when_it_is_opened() throws SQLException {
        insertLong("t");
        facet.event("INSERT INTO k VALUES (1, ?)", new byte[LONG]);
        facet.event("INSERT INTO w VALUES (1, ?)", new byte[LONG]);
        List<List<String>> noted = notes();
        long before = fuel("SELECT z FROM t WHERE a = 1");
        facet.close();
        Path file = directory.resolve("1.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("DROP TABLE _lap_long");
            statement.execute("PRAGMA user_version = 4");
        }
        facet = new TestFacet(file);
        assertEquals(noted, notes());
        assertEquals(before, fuel("SELECT z FROM t WHERE a = 1"));
    }

    @Test
    void an_uploaded_file_is_counted_whatever_it_says_of_itself() throws Exception {
        insertLong("t");
        List<List<String>> noted = notes();
        facet.close();
        Path file = directory.resolve("1.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("UPDATE _lap_long SET bytes = 1, root = 99");
            statement.execute("PRAGMA journal_mode = DELETE");
        }
        ForeignDatabase.adopt(file, DatabaseLimits.DEFAULT);
        facet = new TestFacet(file);
        assertEquals(noted, notes());
    }

    @Test
    void a_cold_connection_and_one_that_has_seen_much_burn_the_same() {
        String[] events = {
            "INSERT INTO t VALUES (1, 'n', zeroblob(100000), 5)",
            "SELECT z FROM t WHERE z > 1",
            "INSERT INTO t SELECT a + 10, name, zeroblob(600000), z FROM t",
            "SELECT z FROM t WHERE z > 1",
            "UPDATE t SET z = z + 1 WHERE z = 5",
            "INSERT INTO k SELECT a, body FROM t",
            "SELECT count(*) FROM k WHERE body = x'00'",
            "CREATE TABLE x AS SELECT body, z FROM t",
            "SELECT sum(z) FROM x",
            "DROP TABLE x",
            "SELECT z FROM t WHERE z > 1",
        };
        try (var other = new TestFacet(directory.resolve("2.db"))) {
            other.event("CREATE TABLE t (a INTEGER PRIMARY KEY, name, body, z)");
            other.event("CREATE TABLE u (a INTEGER PRIMARY KEY, name, z, body)");
            other.event("CREATE TABLE k (a INTEGER PRIMARY KEY, body)");
            other.event("CREATE INDEX k_body ON k (body)");
            other.event("CREATE TABLE w (a PRIMARY KEY, body) WITHOUT ROWID");
        }
        for (String sql : events) {
            facet.begin();
            facet.rows(sql);
            facet.rollback();
            facet.begin();
            facet.rows("INSERT INTO u VALUES (NULL, ?, 1, 2)", new byte[LONG]);
            facet.rollback();
            facet.event(sql);
            long warm = facet.tank.burned();
            try (var cold = new TestFacet(directory.resolve("2.db"))) {
                cold.event(sql);
                assertEquals(warm, cold.tank.burned(), sql);
            }
        }
    }
}
