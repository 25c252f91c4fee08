package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lapidary.abi.Limits;
import lapidary.abi.ResultCode;
import lapidary.abi.ValuesReader;
import lapidary.host.error.Refusal;
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
    void blobs_come_back_as_themselves_and_empty_ones_are_not_null() {
        for (byte[] blob : List.of(new byte[0], new byte[] {0}, new byte[] {1, 0, -1})) {
            assertEquals(TestFacet.hex(blob), facet.value("SELECT ?", (Object) blob));
        }
    }

    @Test
    void text_that_is_not_utf8_is_given_with_replacement_characters() {
        assertEquals("a\uFFFDb", facet.value("SELECT CAST(x'61ff62' AS TEXT)"));
    }

    @Test
    void an_unnamed_expression_is_named_by_its_text() {
        assertEquals(List.of("1 + 1", "'a'"), columns("SELECT 1 + 1, 'a'"));
    }

    @Test
    void a_statement_without_result_columns_has_no_columns() {
        assertEquals(List.of(), columns("CREATE TABLE t (a)"));
        assertEquals(List.of(), columns("INSERT INTO t VALUES (1)"));
    }

    @Test
    void duplicate_column_names_are_all_kept() {
        assertEquals(List.of("a", "a", "b"), columns("SELECT 1 AS a, 2 AS a, 3 AS b"));
    }

    @Test
    void too_few_or_too_many_values_are_refused_and_nothing_runs() {
        facet.rows("CREATE TABLE t (a, b)");
        var few =
                assertRefused(
                        ResultCode.INVALID,
                        () -> facet.rows("INSERT INTO t VALUES (1, 1); SELECT ?, ?", 1));
        assertTrue(few.text().contains("2 parameters"), few.text());
        assertRefused(ResultCode.INVALID, () -> facet.rows("INSERT INTO t VALUES (?, ?)", 1, 2, 3));
        assertRefused(ResultCode.INVALID, () -> facet.rows("DELETE FROM t", 1));
        assertEquals(0L, facet.value("SELECT count(*) FROM t"));
    }

    @Test
    void numbered_and_named_parameters_are_counted_as_sqlite_does() {
        assertEquals(List.of(List.of(1L, 2L, 1L)), facet.rows("SELECT ?1, ?2, ?1", 1, 2));
        assertEquals(List.of(List.of(1L, 1L, 2L)), facet.rows("SELECT :a, :a, @a", 1, 2));
        assertEquals(List.of(List.of(3L, 4L)), facet.rows("SELECT ?3, ?", 1, 2, 3, 4));
    }

    @Test
    void several_statements_run_in_order_and_the_cursor_is_the_last_ones() {
        var rows =
                facet.rows(
                        """
                        CREATE TABLE t (a);
                        INSERT INTO t VALUES (1), (2);
                        SELECT a FROM t WHERE a > ?
                        """,
                        1);
        assertEquals(List.of(List.of(2L)), rows);
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
    void only_the_last_statement_may_have_parameters() {
        var refusal = assertRefused(ResultCode.INVALID, () -> facet.rows("SELECT ?; SELECT 1", 1));
        assertEquals("only the last statement may have parameters", refusal.text());
    }

    @Test
    void a_text_without_a_statement_is_refused() {
        for (String text : List.of("", "  ", ";", "-- nothing", "/* */", "SELECT 1; -- trailing")) {
            var refusal = assertRefused(ResultCode.SQL, () -> facet.rows(text));
            assertEquals("the SQL text did not contain a statement", refusal.text());
        }
    }

    @Test
    void trailing_white_space_of_any_kind_is_fine() {
        assertEquals(List.of(List.of(1L)), facet.rows("SELECT 1; \t\r\n\f\u000B \uFEFF"));
        assertEquals(List.of(List.of(1L)), facet.rows("SELECT 1 -- trailing"));
    }

    @Test
    void a_syntax_error_quotes_the_token_with_its_offset() {
        var refusal = assertRefused(ResultCode.SQL, () -> facet.rows("SELECT 1; SELECT 2 FORM t"));
        assertEquals("near \"t\": syntax error at offset 24: SQLITE_ERROR", refusal.text());
    }

    @Test
    void a_word_that_begins_no_statement_is_a_syntax_error() {
        var refusal = assertRefused(ResultCode.SQL, () -> facet.rows("SELEC 1"));
        assertEquals("near \"selec\": syntax error at offset 0: SQLITE_ERROR", refusal.text());
    }

    @Test
    void an_error_ends_with_its_code_names() {
        facet.rows("CREATE TABLE t (a UNIQUE)");
        facet.rows("INSERT INTO t VALUES (1)");
        var refusal = assertRefused(ResultCode.SQL, () -> facet.rows("INSERT INTO t VALUES (1)"));
        assertEquals(
                "UNIQUE constraint failed: t.a: SQLITE_CONSTRAINT, SQLITE_CONSTRAINT_UNIQUE",
                refusal.text());
        var missing = assertRefused(ResultCode.SQL, () -> facet.rows("SELECT * FROM nowhere"));
        assertEquals("no such table: nowhere: SQLITE_ERROR", missing.text());
    }

    @Test
    void a_statement_that_failed_can_be_used_again() {
        facet.rows("CREATE TABLE t (a UNIQUE)");
        String insert = "INSERT INTO t VALUES (?)";
        facet.rows(insert, 1);
        assertThrows(Refusal.class, () -> facet.rows(insert, 1));
        facet.rows(insert, 2);
        assertEquals(2L, facet.value("SELECT count(*) FROM t"));
    }

    @Test
    void a_select_that_failed_midway_can_be_used_again() {
        facet.rows("CREATE TABLE t (a); INSERT INTO t VALUES ('1'), ('{')");
        String select = "SELECT json(a) FROM t ORDER BY rowid";
        for (int i = 0; i < 2; i++) {
            try (SqlCursor cursor = facet.exec(select)) {
                assertEquals(6, cursor.next(100));
                assertRefused(ResultCode.SQL, () -> cursor.next(100));
            }
        }
    }

    @Test
    void overlapping_cursors_of_one_text_do_not_disturb_each_other() {
        facet.rows("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)");
        String select = "SELECT a FROM t WHERE a >= ? ORDER BY a";
        try (SqlCursor one = facet.exec(select, 1);
                SqlCursor other = facet.exec(select, 2)) {
            assertEquals(List.of(1L), next(one));
            assertEquals(List.of(2L), next(other));
            assertEquals(List.of(2L), next(one));
            assertEquals(List.of(3L), next(other));
            assertEquals(List.of(), next(other));
            assertEquals(List.of(3L), next(one));
        }
    }

    @Test
    void after_alter_table_a_cached_select_shows_the_new_column() {
        facet.rows("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        assertEquals(List.of("a"), columns("SELECT * FROM t"));
        facet.rows("ALTER TABLE t ADD COLUMN b DEFAULT 5");
        assertEquals(List.of("a", "b"), columns("SELECT * FROM t"));
        assertEquals(List.of(List.of(1L, 5L)), facet.rows("SELECT * FROM t"));
    }

    @Test
    void after_a_rollback_of_alter_table_a_cached_select_shows_the_old_columns() {
        facet.rows("CREATE TABLE t (a)");
        facet.commit();
        facet.begin();
        facet.rows("ALTER TABLE t ADD COLUMN b");
        assertEquals(List.of("a", "b"), columns("SELECT * FROM t"));
        facet.rollback();
        facet.begin();
        assertEquals(List.of("a"), columns("SELECT * FROM t"));
    }

    @Test
    void columns_are_known_before_during_and_after_iteration() {
        try (SqlCursor cursor = facet.exec("SELECT 1 AS a UNION ALL SELECT 2")) {
            assertEquals(List.of("a"), TestFacet.columns(cursor));
            next(cursor);
            assertEquals(List.of("a"), TestFacet.columns(cursor));
            next(cursor);
            next(cursor);
            assertEquals(List.of("a"), TestFacet.columns(cursor));
        }
    }

    @Test
    void a_read_past_the_end_stays_at_the_end() {
        try (SqlCursor cursor = facet.exec("SELECT 1")) {
            next(cursor);
            for (int i = 0; i < 3; i++) {
                assertEquals(0, cursor.rowSize());
                assertEquals(0, cursor.next(100));
            }
        }
    }

    @Test
    void next_gives_as_many_whole_rows_as_fit() {
        String rows = "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3";
        try (SqlCursor cursor = facet.exec(rows)) {
            assertEquals(9, cursor.rowSize());
            assertEquals(18, cursor.next(26));
            assertEquals(List.of(1L, 2L), TestFacet.decode(cursor.buffer(), 18));
            assertEquals(2, cursor.rowsRead());
            assertEquals(9, cursor.next(26));
            assertEquals(List.of(3L), TestFacet.decode(cursor.buffer(), 9));
            assertEquals(3, cursor.rowsRead());
        }
    }

    @Test
    void a_row_that_does_not_fit_is_too_small_a_buffer_and_not_lost() {
        try (SqlCursor cursor = facet.exec("SELECT 'abc'")) {
            assertRefused(ResultCode.TOO_SMALL, () -> cursor.next(7));
            assertEquals(8, cursor.rowSize());
            assertEquals(8, cursor.next(8));
        }
    }

    @Test
    void a_statement_that_writes_has_run_when_its_cursor_is_there() {
        facet.rows("CREATE TABLE t (a)");
        SqlCursor cursor = facet.exec("INSERT INTO t VALUES (1), (2), (3) RETURNING a");
        assertEquals(3L, facet.value("SELECT count(*) FROM t"));
        assertEquals(3, cursor.rowsWritten());
        assertEquals(0, cursor.rowsRead());
        assertEquals(List.of(List.of(1L), List.of(2L), List.of(3L)), TestFacet.rows(cursor));
        assertEquals(3, cursor.rowsRead());
    }

    @Test
    void rows_of_returning_beyond_two_mebibytes_are_refused_and_nothing_is_changed() {
        facet.rows("CREATE TABLE t (a)");
        String insert =
                """
                WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3)
                INSERT INTO t SELECT zeroblob(700000) FROM c RETURNING a
                """;
        assertRefused(ResultCode.LIMIT, () -> facet.exec(insert));
        assertRefused(ResultCode.LIMIT, () -> facet.exec(insert));
        assertEquals(0L, facet.value("SELECT count(*) FROM t"));
        facet.rows("INSERT INTO t VALUES (1)");
        facet.commit();
        assertEquals(List.of(List.of(1L)), facet.event("SELECT count(*) FROM t"));
    }

    @Test
    void rows_written_counts_what_triggers_change() {
        facet.rows(
                """
                CREATE TABLE t (a);
                CREATE TABLE log (a);
                CREATE TRIGGER tr AFTER INSERT ON t BEGIN
                    INSERT INTO log VALUES (NEW.a);
                END;
                """);
        try (SqlCursor cursor = facet.exec("INSERT INTO t VALUES (1), (2)")) {
            assertEquals(4, cursor.rowsWritten());
        }
    }

    @Test
    void at_most_64_cursors_are_open() {
        for (int i = 0; i < Limits.EVENT_CURSORS_MAX; i++) {
            facet.exec("SELECT 1");
        }
        assertRefused(ResultCode.LIMIT, () -> facet.exec("SELECT 1"));
        assertRefused(
                ResultCode.LIMIT,
                () -> facet.database.kv().list(new byte[0], new byte[0], new byte[0], 0, false));
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
    void the_database_size_grows_by_pages_and_shrinks_after_a_drop() {
        long before = facet.database.databaseSize();
        facet.rows("CREATE TABLE t (a)");
        assertEquals(before + 4096, facet.database.databaseSize());
        facet.rows("DROP TABLE t");
        assertEquals(before, facet.database.databaseSize());
    }

    @Test
    void the_cache_of_statements_is_bounded_and_keeps_what_was_used_last() {
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

    @Test
    void json_math_fts5_rtree_and_pragma_tables_work() {
        assertEquals(2L, facet.value("SELECT json_extract('{\"a\":[1,2]}', '$.a[1]')"));
        assertEquals(3L, facet.value("SELECT sum(value) FROM json_each('[1,2]')"));
        assertEquals(2.0, facet.value("SELECT sqrt(4)"));
        facet.rows(
                """
                CREATE VIRTUAL TABLE notes USING fts5(body, tokenize = 'porter');
                CREATE VIRTUAL TABLE words USING fts5vocab(notes, 'row');
                CREATE TABLE source (id INTEGER PRIMARY KEY, body);
                CREATE TRIGGER feed AFTER INSERT ON source BEGIN
                    INSERT INTO notes (rowid, body) VALUES (NEW.id, NEW.body);
                END;
                INSERT INTO source (body) VALUES ('running quickly'), ('a slow walk');
                """);
        assertEquals(
                List.of(List.of("[running] quickly", "[running]…")),
                facet.rows(
                        """
                        SELECT highlight(notes, 0, '[', ']'), snippet(notes, 0, '[', ']', '…', 1)
                          FROM notes
                         WHERE notes MATCH 'runs'
                         ORDER BY bm25(notes)
                        """));
        assertEquals(1L, facet.value("SELECT count(*) FROM words WHERE term = 'walk'"));
        facet.rows("CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1)");
        facet.rows("INSERT INTO boxes VALUES (1, 0.0, 2.0), (2, 5.0, 6.0)");
        assertEquals(1L, facet.value("SELECT id FROM boxes WHERE x1 < 3"));
        assertEquals(
                List.of(List.of("id"), List.of("body")),
                facet.rows("SELECT name FROM pragma_table_info('source')"));
    }

    @Test
    void delete_with_limit_works() {
        facet.rows("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)");
        facet.rows("DELETE FROM t ORDER BY a DESC LIMIT 1");
        assertEquals(2L, facet.value("SELECT max(a) FROM t"));
    }

    private List<String> columns(String sql) {
        try (SqlCursor cursor = facet.exec(sql)) {
            return TestFacet.columns(cursor);
        }
    }

    private List<@Nullable Object> next(SqlCursor cursor) {
        int size = cursor.rowSize();
        return TestFacet.decode(cursor.buffer(), cursor.next(size));
    }

    private int number(String sql) {
        byte[] text = sql.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return facet.database.open(text, 0, text.length, new ValuesReader(text, 0, 0));
    }
}
