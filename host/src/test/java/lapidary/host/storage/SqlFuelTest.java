package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import lapidary.abi.Prices;
import lapidary.abi.ResultCode;
import lapidary.host.fuel.FuelMeter;
import lapidary.host.fuel.OutOfFuel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Equal inputs on equal data burn equal fuel. */
final class SqlFuelTest {
    private static final List<String> TEXTS =
            List.of(
                    "SELECT b FROM t WHERE a = 7",
                    "SELECT count(*) FROM t WHERE b LIKE '%9%'",
                    "SELECT b FROM t ORDER BY b DESC LIMIT 3",
                    "INSERT INTO t (b) VALUES ('new') RETURNING a",
                    "UPDATE t SET b = upper(b) WHERE a < 50",
                    "DELETE FROM t WHERE a > 60",
                    "CREATE INDEX t_b ON t (b)",
                    "SELECT group_concat(b) OVER (ORDER BY a ROWS 3 PRECEDING) FROM t",
                    "SELECT random() % 10, date('now'), hex(randomblob(4))",
                    "DROP INDEX t_b");

    @TempDir Path directory;
    private TestFacet facet;

    @BeforeEach
    void open() {
        facet = newFacet("1.db");
    }

    private TestFacet newFacet(String name) {
        var made = new TestFacet(directory.resolve(name));
        made.event(
                """
                CREATE TABLE t (a INTEGER PRIMARY KEY, b);
                WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 100)
                INSERT INTO t SELECT n, 'value ' || n FROM c
                """);
        return made;
    }

    @AfterEach
    void close() {
        facet.close();
    }

    @Test
    void a_cold_connection_a_warm_one_and_a_cached_statement_burn_the_same() {
        List<Long> first = burnAll(facet);
        facet.close();
        facet = new TestFacet(directory.resolve("1.db"));
        List<Long> cold = burnAll(facet);
        List<Long> warm = burnAll(facet);
        assertEquals(first, cold);
        assertEquals(cold, warm);
    }

    @Test
    void what_ran_before_in_the_connection_makes_no_difference() {
        List<Long> fresh = burnAll(facet);
        for (int i = 0; i < 7; i++) {
            facet.begin();
            facet.rows("SELECT b FROM t WHERE a > ?", 10 * i);
            facet.rows("CREATE TABLE other (x); INSERT INTO other VALUES (1)");
            facet.database.kv().put(new byte[] {1}, new byte[100]);
            facet.rollback();
            assertEquals(fresh, burnAll(facet));
        }
    }

    @Test
    void results_of_chance_and_time_are_the_same_too() {
        assertEquals(chance(), chance());
    }

    private List<?> chance() {
        facet.begin();
        var rows = facet.rows("SELECT random(), hex(randomblob(8)), datetime('now'), date()");
        facet.rollback();
        return rows;
    }

    /** What each text burns, all in one event that is rolled back. */
    private static List<Long> burnAll(TestFacet facet) {
        facet.begin();
        List<Long> burned =
                TEXTS.stream()
                        .map(text -> {
                            long before = facet.tank.burned();
                            facet.rows(text);
                            return facet.tank.burned() - before;
                        })
                        .toList();
        facet.rollback();
        return burned;
    }

    @Test
    void preparing_costs_by_the_text_cached_or_not() {
        facet.begin();
        long small = burned("SELECT 1");
        assertEquals(small, burned("SELECT 1"));
        long padding = 1000;
        assertEquals(
                small + padding * Prices.SQL_PREPARE_BYTE,
                burned("SELECT 1" + " ".repeat((int) padding)));
        facet.commit();
    }

    @Test
    void a_long_program_is_paid_by_its_opcodes_cached_or_not() {
        facet.begin();
        facet.rows("CREATE TABLE wide (a)");
        String many = "SELECT " + "1 + ?, ".repeat(90) + "1";
        Object[] values = Collections.nCopies(90, 1L).toArray();
        String rows = "INSERT INTO wide VALUES (1)" + ", (1)".repeat(3000);
        long first = burned(rows);
        assertEquals(first, burned(rows));
        assertTrue(first > 3000 * 500, "burned " + first);
        assertEquals(burned(many, values), burned(many, values));
        facet.rollback();
    }

    @Test
    void a_text_of_nothing_but_parentheses_takes_the_gate_no_quadratic_time() {
        facet.begin();
        String deep = "SELECT " + "a(".repeat(49_000);
        assertThrows(lapidary.host.error.Refusal.class, () -> facet.rows(deep));
        facet.rollback();
    }

    @Test
    void twice_the_rows_cost_about_twice_the_fuel() {
        facet.begin();
        long one = burned("SELECT b FROM t WHERE a <= 50 AND b <> 'x'");
        long two = burned("SELECT b FROM t WHERE a <= 100 AND b <> 'x'");
        assertTrue(two > 1.7 * one && two < 2.2 * one, one + " and " + two);
        facet.commit();
    }

    @Test
    void a_statement_without_end_runs_out_and_no_later() {
        facet.begin(10_000_000);
        assertThrows(
                OutOfFuel.class,
                () ->
                        facet.rows(
                                """
                                WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)
                                SELECT count(*) FROM c
                                """));
        assertEquals(0, facet.tank.left());
        facet.rollback();
    }

    @Test
    void work_that_hides_in_one_step_is_paid_by_the_pages_before_it_runs() {
        facet.begin();
        facet.rows("CREATE TABLE other (x); INSERT INTO other VALUES (1)");
        long few = burned("DELETE FROM other");
        facet.rows("CREATE TABLE big (x); INSERT INTO big VALUES (zeroblob(1000000))");
        long beside = burned("DELETE FROM other");
        assertTrue(beside <= few + Prices.SQL_PAGES_LOOKED_UP, few + " and " + beside);
        long many = burned("DELETE FROM big");
        assertTrue(many >= few + 240 * Prices.SQL_PAGE, few + " and " + many);
        facet.rows("INSERT INTO big VALUES (zeroblob(1000000))");
        assertTrue(burned("DROP TABLE big") >= 240 * Prices.SQL_PAGE);
        long small = burned("DROP TABLE other");
        assertTrue(small < Prices.SQL_SCHEMA_CHANGE + 20 * Prices.SQL_PAGE, "burned " + small);
        facet.rollback();
    }

    @Test
    void what_is_done_with_a_long_value_is_paid_by_how_long_it_is() {
        facet.event("CREATE TABLE doc (a INTEGER PRIMARY KEY, b)");
        long before = 0;
        for (int size : new int[] {15_000, 60_000, 250_000, 1_000_000, 2_000_000}) {
            facet.event("DELETE FROM doc WHERE true");
            String json = "[" + "1,".repeat(size / 2 - 10) + "1]";
            for (int i = 0; i < 20; i++) {
                facet.event("INSERT INTO doc (b) VALUES (?)", json);
            }
            facet.begin();
            long copied = burned("INSERT INTO doc (b) SELECT b FROM doc");
            long read = burned("SELECT sum(json_array_length(b)) FROM doc");
            long once = burned("SELECT json_array_length(?)", json);
            facet.rollback();
            assertTrue(
                    copied > 20L * size / 4 && copied < 20L * size * 8 + 500_000,
                    size + ": " + copied);
            assertTrue(
                    read > 20L * size / 2 && read < 40L * size * 8 + 500_000, size + ": " + read);
            assertTrue(once > size / 2 && once < size * 8L + 50_000, size + ": " + once);
            assertTrue(read > 2 * before, before + " and " + read);
            before = read;
        }
    }

    @Test
    void a_cursor_that_has_met_long_values_pays_for_them_after_a_write_too() {
        facet.event("CREATE TABLE doc (a INTEGER PRIMARY KEY, b)");
        for (int i = 0; i < 9; i++) {
            facet.event("INSERT INTO doc VALUES (?, ?)", i, new byte[1_000_000]);
        }
        facet.begin();
        try (SqlCursor cursor = facet.exec("SELECT sum(length(b || a)) FROM doc GROUP BY a")) {
            facet.rows("UPDATE doc SET a = 99 WHERE a = 8");
            long before = facet.tank.burned();
            while (cursor.next(1 << 20) > 0) {
                // The rows after the first, each made of a million bytes.
            }
            assertTrue(facet.tank.burned() - before > 7 * 500_000, "" + facet.tank.burned());
        }
        facet.rollback();
    }

    /** SQLite follows the chain of a value that goes, and does not say how long it was. */
    @Test
    void pages_of_long_values_that_are_freed_are_paid() {
        facet.event("CREATE TABLE doc (a INTEGER PRIMARY KEY, b)");
        facet.event("CREATE TABLE part (a REFERENCES doc ON DELETE CASCADE, b)");
        byte[] key = {1};
        for (int i = 1; i < 5; i++) {
            facet.event("INSERT INTO doc VALUES (?, ?)", i, new byte[1_000_000]);
        }
        facet.event("INSERT INTO part VALUES (3, ?)", new byte[1_000_000]);
        facet.begin();
        facet.database.kv().put(key, new byte[1_000_000]);
        facet.commit();
        facet.begin();
        long nothing = burned("DELETE FROM doc WHERE a = 99");
        long pages = 240 * Prices.SQL_PAGE_FREED;
        assertTrue(burned("DELETE FROM doc WHERE a = 1") >= nothing + pages);
        assertTrue(burned("UPDATE doc SET b = NULL WHERE a = 2") >= nothing + pages);
        assertTrue(burned("DELETE FROM doc WHERE a = 3") >= nothing + 2 * pages);
        assertTrue(burned("INSERT OR REPLACE INTO doc VALUES (4, 1)") >= nothing + pages);
        long before = facet.tank.burned();
        facet.database.kv().delete(key);
        assertTrue(facet.tank.burned() - before >= pages);
        facet.rollback();
    }

    @Test
    void analyze_pays_what_it_counts_and_is_refused_where_that_is_much() {
        facet.begin();
        long few = burned("ANALYZE t");
        facet.rows("CREATE TABLE big (a UNIQUE); INSERT INTO big VALUES (zeroblob(1000000))");
        assertTrue(burned("ANALYZE big") >= few + 240 * Prices.SQL_PAGE_COUNTED);
        facet.rows(
                """
                WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 41)
                INSERT INTO big SELECT zeroblob(1000000 + n) FROM c
                """);
        for (String text :
                List.of("ANALYZE", "ANALYZE big", "ANALYZE main.sqlite_autoindex_big_1")) {
            var refusal = assertRefused(ResultCode.LIMIT, () -> facet.rows(text));
            assertTrue(refusal.text().contains("ANALYZE would"), refusal.text());
        }
        assertRefused(ResultCode.LIMIT, () -> facet.rows("PRAGMA optimize"));
        facet.rows("ANALYZE t");
        facet.rollback();
    }

    @Test
    void a_check_of_all_pages_can_be_stopped_at_each_long_value() {
        facet.event("CREATE TABLE doc (a INTEGER PRIMARY KEY, b)");
        for (int i = 0; i < 30; i++) {
            facet.event("INSERT INTO doc VALUES (?, zeroblob(1000000))", i);
        }
        var charges = new Charges();
        facet.database.beginEvent(new EventInputs(TestFacet.NOW, new Random(1)), charges);
        assertEquals("ok", facet.value("PRAGMA quick_check(doc)"));
        facet.rollback();
        assertTrue(charges.count > 30, "charged " + charges.count + " times");
    }

    @Test
    void a_step_over_a_long_value_is_paid_alone_and_also_after_a_write() {
        facet.event("CREATE TABLE doc (a INTEGER PRIMARY KEY, b)");
        for (int i = 0; i < 30; i++) {
            facet.event(
                    "INSERT INTO doc VALUES (?, ?)", i, i < 1 ? new byte[9] : new byte[300_000]);
        }
        var charges = new Charges();
        facet.database.beginEvent(new EventInputs(TestFacet.NOW, new Random(1)), charges);
        facet.value("SELECT sum(length(hex(b))) FROM doc");
        assertTrue(charges.count > 100, "charged " + charges.count + " times");
        try (SqlCursor cursor =
                facet.exec("SELECT a FROM doc WHERE a = 0 OR length(hex(b)) = 1 ORDER BY a")) {
            facet.rows("UPDATE doc SET a = 99 WHERE a = 29");
            charges.count = 0;
            assertEquals(9, cursor.next(9));
            assertEquals(0, cursor.next(9));
        }
        facet.rollback();
        assertTrue(charges.count > 30, "charged " + charges.count + " times");
    }

    /** Of an event that may burn without end. */
    private static final class Charges implements FuelMeter {
        private int count;

        @Override
        public void charge(long units) {
            count++;
        }

        @Override
        public long left() {
            return Long.MAX_VALUE;
        }
    }

    @Test
    void a_virtual_table_pays_for_the_pages_behind_it() {
        facet.begin();
        facet.rows("CREATE VIRTUAL TABLE f USING fts5(a)");
        long few = burned("INSERT INTO f (f) VALUES ('rebuild')");
        for (int i = 0; i < 40; i++) {
            facet.rows("INSERT INTO f VALUES (?)", "w" + "x".repeat(60_000));
        }
        assertTrue(burned("INSERT INTO f (f) VALUES ('rebuild')") > few + 600 * Prices.SQL_PAGE);
        facet.rows(
                """
                WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 700)
                INSERT INTO f SELECT 'w' || zeroblob(60000) FROM c
                """);
        for (String text : List.of("DROP TABLE f", "INSERT INTO f (f) VALUES ('rebuild')")) {
            var refusal = assertRefused(ResultCode.LIMIT, () -> facet.rows(text));
            assertTrue(refusal.text().contains("in one step"), refusal.text());
        }
        facet.rollback();
    }

    @Test
    void count_of_all_goes_row_by_row_under_its_own_name() {
        facet.begin();
        assertEquals(
                List.of("count(*)"), TestFacet.columns(facet.exec("SELECT count(*) FROM \"t\"")));
        assertEquals(100L, facet.value("SELECT count(*) FROM t"));
        assertEquals(
                List.of(List.of("count(*)", 100L)),
                facet.rows("SELECT 'count(*)', count ( * ) FROM t"));
        assertTrue(burned("SELECT count(*) FROM t") > 200 * Prices.SQL_STEP);
        facet.rollback();
    }

    @Test
    void ten_short_statements_are_not_free() {
        facet.begin();
        long one = burned("SELECT 1");
        long longer = burned("SELECT 1 + ?, 2 + ?", 1, 2);
        assertTrue(one >= Prices.SQL_PREPARE + 4 * Prices.SQL_STEP, "burned " + one);
        assertTrue(longer > one + 2 * Prices.SQL_VALUE, one + " and " + longer);
        facet.rollback();
    }

    @Test
    void a_long_value_is_met_at_any_row_and_paid_from_there_on() {
        facet.begin();
        facet.rows("CREATE TABLE doc (a INTEGER PRIMARY KEY, b)");
        for (int i = 1; i <= 20; i++) {
            facet.rows("INSERT INTO doc VALUES (?, ?)", i, new byte[100]);
        }
        long narrow = burned("SELECT a, length(hex(b)) FROM doc");
        facet.rows("UPDATE doc SET b = ? WHERE a = 15", new byte[100_000]);
        facet.rows("UPDATE doc SET b = ? WHERE a = 17", new byte[600_000]);
        var rows = facet.rows("SELECT a, length(hex(b)) FROM doc");
        assertEquals(20, rows.size());
        for (int i = 0; i < 20; i++) {
            assertEquals(i + 1L, rows.get(i).getFirst());
        }
        assertEquals(200_000L, rows.get(14).get(1));
        assertEquals(1_200_000L, rows.get(16).get(1));
        long wide = burned("SELECT a, length(hex(b)) FROM doc");
        assertTrue(wide > narrow + 2 * Prices.SQL_WIDEN, narrow + " and " + wide);
        assertEquals(wide, burned("SELECT a, length(hex(b)) FROM doc"));
        facet.rollback();
    }

    @Test
    void rows_are_given_once_though_the_data_change_before_a_long_value() {
        facet.begin();
        facet.rows("CREATE TABLE queue (a INTEGER PRIMARY KEY, b)");
        for (int i = 1; i <= 9; i++) {
            facet.rows("INSERT INTO queue VALUES (?, ?)", i, new byte[i < 6 ? 10 : 300_000]);
        }
        int seen = 0;
        try (SqlCursor cursor = facet.exec("SELECT a, b FROM queue")) {
            for (int row = cursor.rowSize(); row > 0; row = cursor.rowSize()) {
                cursor.next(row);
                seen++;
                facet.rows("DELETE FROM queue WHERE a = ?", seen);
            }
        }
        assertEquals(9, seen);
        assertEquals(0L, facet.value("SELECT count(*) FROM queue"));
        facet.rollback();
    }

    @Test
    void a_statement_that_is_widened_changes_each_row_once() {
        facet.begin();
        facet.rows("CREATE TABLE doc (a INTEGER PRIMARY KEY, b, n DEFAULT 0)");
        facet.rows(
                "CREATE TRIGGER doc_n AFTER UPDATE OF b ON doc BEGIN"
                        + " UPDATE doc SET n = n + 1 WHERE a = new.a; END");
        for (int i = 1; i <= 9; i++) {
            facet.rows("INSERT INTO doc (a, b) VALUES (?, ?)", i, new byte[i < 6 ? 10 : 30_000]);
        }
        try (SqlCursor cursor = facet.exec("UPDATE OR FAIL doc SET b = hex(b)")) {
            assertEquals(18, cursor.rowsWritten());
        }
        assertEquals(9L, facet.value("SELECT sum(n) FROM doc"));
        assertEquals(9L, facet.value("SELECT count(*) FROM doc WHERE typeof(b) = 'text'"));
        facet.rows("INSERT INTO doc (b) SELECT b || b FROM doc");
        assertEquals(18L, facet.value("SELECT count(*) FROM doc"));
        facet.rollback();
    }

    @Test
    void bytes_of_functions_are_paid() {
        facet.begin();
        long small = burned("SELECT instr(?, 'b')", "a".repeat(10));
        long large = burned("SELECT instr(?, 'b')", "a".repeat(100_000));
        assertTrue(large - small >= 99_000 * Prices.SQL_FUNCTION_BYTE, small + " and " + large);
        facet.rollback();
        facet.begin(50_000);
        assertThrows(
                OutOfFuel.class,
                () -> facet.rows("SELECT replace(printf('%90000d', 1), ' ', 'x')"));
        facet.rollback();
    }

    @Test
    void functions_that_were_quadratic_are_not() {
        facet.begin();
        for (String call :
                List.of(
                        "instr(printf('%1000000d', 1), printf('%500000d', 1) || 'x')",
                        "length(replace(printf('%1000000d', 1), printf('%5000d', 0), 'y'))",
                        "length(trim(printf('%1000000d', 1), printf('%500000d', 1)))",
                        "printf('%1000000d', 1) LIKE '%      %      %      %      %x'",
                        "printf('%1000000d', 1) GLOB '*      *      *      *      *x'")) {
            facet.rows("SELECT " + call);
        }
        facet.rollback();
    }

    @Test
    void what_a_charge_throws_ends_any_statement_and_the_event() {
        for (String text :
                List.of(
                        "SELECT count(*) FROM t a, t b, t c, t d",
                        "SELECT group_concat(a.b) FROM t a, t b, t c",
                        "SELECT group_concat(a.b) OVER (ORDER BY b.a) FROM t a, t b, t c",
                        "SELECT sum(instr(a.b, 'x')) FROM t a, t b, t c",
                        "SELECT 1 FROM t a, t b, t c WHERE a.b || c.b LIKE '%zz%'",
                        "SELECT DISTINCT a.b || b.b || c.b FROM t a, t b, t c; SELECT 1",
                        "INSERT INTO t (b) SELECT a.b FROM t a, t b, t c",
                        "INSERT INTO t (b) SELECT a.b FROM t a, t b, t c RETURNING a",
                        "UPDATE t SET b = (SELECT count(*) FROM t a, t b, t c WHERE a.b LIKE t.b)",
                        "CREATE TABLE u AS SELECT a.b FROM t a, t b, t c",
                        "SELECT json_group_array(a.b) FROM t a, t b, t c",
                        "SELECT sum(length(printf('%d', a.a + c.a))) FROM t a, t b, t c",
                        "SELECT count(*) FROM t a, t b, json_each('[1,2,3,4,5,6,7,8,9,' || b.a"
                                + " || ']') c, t d")) {
            facet.begin();
            facet.tank.throwAfter(2_000_000, new Stopped());
            assertThrows(Stopped.class, () -> facet.rows(text), text);
            facet.rollback();
            assertEquals(List.of(List.of(100L)), facet.event("SELECT count(*) FROM t"), text);
        }
    }

    /** What a listener of the tank's may throw: the event's time is over. */
    private static final class Stopped extends RuntimeException {}

    private long burned(String sql, Object... values) {
        long before = facet.tank.burned();
        facet.rows(sql, values);
        return facet.tank.burned() - before;
    }

    @Test
    void what_an_event_wrote_before_it_first_looked_for_a_row_costs_the_same_just_woken() {
        long awake;
        try (var facet = new TestFacet(directory.resolve("awake.db"))) {
            prepare(facet);
            awake = fuelOfLookingAfterWriting(facet);
        }
        try (var facet = new TestFacet(directory.resolve("woken.db"))) {
            prepare(facet);
        }
        try (var facet = new TestFacet(directory.resolve("woken.db"))) {
            assertEquals(awake, fuelOfLookingAfterWriting(facet));
        }
    }

    /** From so many pages on a row that is looked for costs more. */
    private static final int PAGES_OF_A_STEP_IN_PRICE = 128;

    private static void prepare(TestFacet facet) {
        facet.event("CREATE TABLE looked (id INTEGER PRIMARY KEY, v TEXT)");
        facet.event("INSERT INTO looked VALUES (1, 'x')");
        while (facet.database.databaseSize() < (PAGES_OF_A_STEP_IN_PRICE - 1) * 4_096L) {
            facet.event("INSERT INTO looked (v) VALUES (zeroblob(3900))");
        }
        facet.event("SELECT v FROM looked WHERE id = 1");
    }

    /** What is written is no guest's statement, and takes pages. */
    private static long fuelOfLookingAfterWriting(TestFacet facet) {
        facet.begin();
        facet.database.autoResponse().set("q".repeat(2_000), "a".repeat(2_000));
        facet.rows("SELECT v FROM looked WHERE id = 1");
        long left = facet.tank.left();
        facet.commit();
        return left;
    }
}
