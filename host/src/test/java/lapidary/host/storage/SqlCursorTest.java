package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lapidary.abi.ResultCode;
import lapidary.abi.ValuesReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code facet_sql.exec} and its cursors. */
final class SqlCursorTest {
    @TempDir Path directory;
    private TestFacet facet;

    @BeforeEach
    void open() {
        facet = new TestFacet(directory.resolve("1.db"));
        facet.begin();
    }

    @AfterEach
    void close() {
        facet.close();
    }

    @Test
    void however_much_a_guest_reads_at_once_the_host_keeps_one_row() {
        var into = new byte[20 << 20];
        try (SqlCursor cursor =
                facet.exec(
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                                + " SELECT zeroblob(100000) FROM n LIMIT 200")) {
            assertEquals(100 * 100_005, cursor.next(into, 3, 10_001_000));
            assertEquals(100 * 100_005, cursor.next(into, 0, into.length));
            assertEquals(0, cursor.next(into, 0, into.length));
            assertEquals(200, cursor.rowsRead());
            assertTrue(cursor.buffer().length < 500_000);
        }
    }

    @Test
    void rows_of_a_statement_that_is_not_the_last_are_not_kept() {
        String many =
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                        + " SELECT zeroblob(2000000) FROM n LIMIT 1100; SELECT 7";
        assertEquals(7L, facet.value(many)); // more than an array holds
    }

    @Test
    void every_storage_class_comes_back_as_itself() {
        facet.rows("CREATE TABLE t (a)");
        List<@Nullable Object> values =
                Arrays.asList(
                        null,
                        0L,
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        (1L << 53) + 1,
                        0.1,
                        -0.0,
                        Double.MAX_VALUE,
                        Double.POSITIVE_INFINITY,
                        "",
                        "a\u0000b",
                        "naïve 🜁");
        for (Object value : values) {
            facet.rows("DELETE FROM t");
            facet.rows("INSERT INTO t VALUES (?)", value);
            assertEquals(value, facet.value("SELECT a FROM t"));
        }
    }

    @Test
    void a_failure_in_a_later_row_of_an_earlier_statement_is_a_failure() {
        facet.rows("CREATE TABLE t (a); INSERT INTO t VALUES ('1'), ('{')");
        assertRefused(ResultCode.SQL, () -> facet.rows("SELECT json(a) FROM t; SELECT 1"));
    }

    @Test
    void a_row_of_more_than_two_mebibytes_is_too_big() {
        facet.rows("SELECT zeroblob(2097152)");
        var refusal =
                assertRefused(
                        ResultCode.SQL,
                        () -> facet.rows("SELECT zeroblob(2097152), zeroblob(9000)"));
        assertTrue(refusal.text().endsWith("SQLITE_TOOBIG"), refusal.text());
    }

    @Test
    void cursor_numbers_are_1_2_3_and_unknown_ones_are_invalid() {
        assertEquals(1, number("SELECT 1"));
        assertEquals(2, number("SELECT 2"));
        facet.database.closeCursor(1);
        assertRefused(ResultCode.INVALID, () -> facet.database.cursor(1));
        assertRefused(ResultCode.INVALID, () -> facet.database.cursor(0));
        assertRefused(ResultCode.INVALID, () -> facet.database.cursor(-1));
        assertRefused(ResultCode.INVALID, () -> facet.database.closeCursor(1));
        assertEquals(3, number("SELECT 3"));
        facet.commit();
        facet.begin();
        assertEquals(1, number("SELECT 1"));
    }

    @Test
    void ill_formed_text_and_values_are_invalid() {
        byte[] bad = {'S', (byte) 0xff};
        var none = new ValuesReader(new byte[0], 0, 0);
        assertRefused(ResultCode.INVALID, () -> facet.database.exec(bad, 0, 2, none));
        byte[] sql = "SELECT ?".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (byte[] values :
                List.of(new byte[] {9}, new byte[] {1, 2}, new byte[] {3, 1, 0, 0, 0})) {
            var reader = new ValuesReader(values, 0, values.length);
            assertRefused(
                    ResultCode.INVALID, () -> facet.database.exec(sql, 0, sql.length, reader));
        }
        byte[] illText = {3, 1, 0, 0, 0, (byte) 0x80};
        var reader = new ValuesReader(illText, 0, illText.length);
        assertRefused(ResultCode.INVALID, () -> facet.database.exec(sql, 0, sql.length, reader));
        assertRefused(ResultCode.INVALID, () -> facet.exec("SELECT 'a\u0000b'"));
    }

    @Test
    void a_text_runs_again_whether_its_statement_was_kept_or_not() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            texts.add("SELECT " + i + " -- " + "x".repeat(90_000));
        }
        for (String text : texts) {
            facet.rows(text);
            facet.rows("SELECT 'hot'");
        }
        for (String text : texts) {
            assertEquals(1, facet.rows(text).size());
        }
    }

    private int number(String sql) {
        byte[] text = sql.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return facet.database.open(text, 0, text.length, new ValuesReader(text, 0, 0));
    }
}
