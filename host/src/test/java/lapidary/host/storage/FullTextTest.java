package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import lapidary.abi.Limits;
import lapidary.abi.ResultCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What full-text tables may do in one step, where nothing stops them. */
final class FullTextTest {
    /** Some 300 pages of index, all of words that begin with w. */
    private static final String FILL =
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 60000)
            INSERT INTO %s (a)
            SELECT printf('w%%x w%%x w%%x x', i, i * 7, i * 31) FROM n
            """;

    @TempDir Path directory;
    private TestFacet facet;

    @BeforeEach
    void open() {
        facet = new TestFacet(directory.resolve("1.db"));
        facet.begin();
        facet.rows("CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('one two three')");
    }

    @AfterEach
    void close() {
        facet.close();
    }

    @Test
    void beginnings_of_words_are_searched_for_in_a_short_index() {
        assertEquals(1L, count("SELECT count(*) FROM f WHERE f MATCH 'tw*'"));
        assertEquals(1L, count("SELECT count(*) FROM f WHERE f MATCH ?", "one + tw *"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE VIRTUAL TABLE g USING fts5(a)",
                "CREATE VIRTUAL TABLE g USING fts5(a, prefix='3')",
                "CREATE VIRTUAL TABLE g USING fts5(a, b, prefix='1 3', tokenize='unicode61 separators x')",
                "CREATE VIRTUAL TABLE g USING fts5(a, tokenize=\"unicode61 tokenchars ',prefix=1'\")",
                "CREATE VIRTUAL TABLE g USING/**/[FTS5](a, contentless_delete=1, content='')",
            })
    void beginnings_of_words_are_refused_in_a_long_index(String create) {
        facet.rows(create + ";" + FILL.formatted("g"));
        refusedForPrefix("SELECT count(*) FROM g WHERE g MATCH 'w*'");
        refusedForPrefix("SELECT count(*) FROM g WHERE a MATCH ?", "x w*");
        refusedForPrefix("SELECT count(*) FROM f, g WHERE f MATCH 'x*' AND g MATCH '\"w\"*'");
        assertTrue(count("SELECT count(*) FROM g WHERE g MATCH 'w1 x'") > 0);
        assertEquals(1L, count("SELECT count(*) FROM f WHERE f MATCH 'o*'"));
    }

    private void refusedForPrefix(String sql, Object... values) {
        var refusal = assertRefused(ResultCode.LIMIT, () -> facet.rows(sql, values));
        assertTrue(refusal.text().contains("prefix="), refusal.text());
    }

    @Test
    void beginnings_of_words_that_have_an_index_are_searched_for_in_any() {
        facet.rows("CREATE VIRTUAL TABLE g USING fts5(a, prefix='1 3');" + FILL.formatted("g"));
        assertEquals(60_000L, count("SELECT count(*) FROM g WHERE g MATCH 'w*'"));
        assertTrue(count("SELECT count(*) FROM g WHERE g MATCH 'x AND (\"wff\"* OR w1a*)'") > 0);
        assertTrue(count("SELECT count(*) FROM g WHERE g MATCH 'w_* OR \"x w\"*'") > 0);
        for (String other : List.of("w1*", "w + ff*", "wé*", "w* OR wf*", "w* AND NOT \"wf\"*")) {
            assertRefused(
                    ResultCode.LIMIT, () -> facet.rows("SELECT * FROM g WHERE g MATCH ?", other));
        }
    }

    @Test
    void beginnings_of_stems_and_of_letters_with_accents_have_an_index_too() {
        facet.rows(
                "CREATE VIRTUAL TABLE g USING fts5(a, prefix='1 3', tokenize='porter unicode61');"
                        + FILL.formatted("g"));
        facet.rows("INSERT INTO g VALUES ('Éclair running')");
        assertEquals(1L, count("SELECT count(*) FROM g WHERE g MATCH 'é* AND runs*'"));
        refusedForPrefix("SELECT count(*) FROM g WHERE g MATCH 'runne*'");
    }

    /** As a box to search in sends it. */
    @Test
    void what_is_searched_for_may_be_made_of_parameters_and_literals() {
        String quoting = "'\"' || replace(?, '\"', '\"\"') || '\"*'";
        assertEquals(1L, count("SELECT count(*) FROM f WHERE f MATCH ? || '*'", "tw"));
        assertEquals(1L, count("SELECT count(*) FROM f WHERE f MATCH " + quoting, "two thr"));
        assertEquals(0L, count("SELECT count(*) FROM f WHERE f MATCH " + quoting, "o\"ne"));
        assertEquals(
                1L, count("SELECT count(*) FROM f WHERE f MATCH lower(trim(?)) || '*'", " TW "));
        facet.rows("CREATE VIRTUAL TABLE g USING fts5(a);" + FILL.formatted("g"));
        refusedForPrefix("SELECT count(*) FROM g WHERE g MATCH ? || '*'", "w");
        String long1 = "w".repeat(Limits.SQL_MATCH_BYTES_MAX);
        assertRefused(
                ResultCode.LIMIT,
                () -> facet.rows("SELECT * FROM f WHERE f MATCH 'x' || ?", long1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM f WHERE f MATCH (SELECT 'one')",
                "SELECT f.a FROM t, f WHERE f.f MATCH t.a || '*'",
                "SELECT f.a FROM t, f WHERE f.f MATCH lower(t.a)",
                "SELECT f.a FROM t, f WHERE f.f MATCH t.a",
                "SELECT f.a FROM t, f WHERE f.f MATCH CASE WHEN t.a THEN t.a ELSE 'x' END",
                "SELECT f.a FROM t, f WHERE f.f MATCH coalesce(t.a, 'x')",
                "SELECT f.a FROM t, f WHERE f.f MATCH iif(t.a > 1, 'x', 'y')",
            })
    void what_is_searched_for_must_be_plain_to_see(String sql) {
        facet.rows("CREATE TABLE t (a); INSERT INTO t VALUES ('one')");
        var refusal = assertRefused(ResultCode.LIMIT, () -> facet.rows(sql));
        assertTrue(refusal.text().contains("parameter"), refusal.text());
    }

    @Test
    void a_query_has_2_kibibytes_and_one_with_trigrams_96_bytes() {
        String sentence =
                "what a person who looks for something that an author wrote about the sea, the"
                        + " wind and weather puts into the box of text at the top of a page, in"
                        + " full sentences as if it were some question that machines understand";
        facet.rows("SELECT * FROM f WHERE f MATCH ? ORDER BY rank", sentence.replace(",", ""));
        String most = "w".repeat(Limits.SQL_MATCH_BYTES_MAX);
        facet.rows("SELECT * FROM f WHERE f MATCH ?", most);
        assertRefused(
                ResultCode.LIMIT,
                () -> facet.rows("SELECT * FROM f WHERE f MATCH '" + most + "w'"));
        facet.rows("CREATE VIRTUAL TABLE g USING fts5(a, tokenize=trigram)");
        String pattern = "w".repeat(Limits.SQL_TRIGRAM_MATCH_BYTES_MAX);
        facet.rows("SELECT * FROM g WHERE g MATCH ?", pattern);
        assertRefused(
                ResultCode.LIMIT,
                () -> facet.rows("SELECT * FROM g WHERE g MATCH ?", pattern + "w"));
        assertRefused(
                ResultCode.LIMIT,
                () -> facet.rows("SELECT * FROM g WHERE a LIKE '%" + pattern + "%'"));
    }

    @Test
    void phrases_are_short_those_near_each_other_few_and_those_at_one_place_fewer() {
        String words = "w ".repeat(Limits.SQL_PHRASE_WORDS_MAX);
        facet.rows("SELECT * FROM f WHERE f MATCH ?", '"' + words + '"');
        facet.rows(
                "SELECT * FROM f WHERE f MATCH ?",
                "w + w OR x + " + words.substring(4).replace(" ", " + ") + "w");
        for (String longer :
                List.of(
                        '"' + words + "w\"",
                        words.replace(" ", " + ") + "w",
                        "NOT \"" + words + "w")) {
            assertRefused(
                    ResultCode.LIMIT, () -> facet.rows("SELECT * FROM f WHERE f MATCH ?", longer));
        }
        facet.rows("SELECT * FROM f WHERE f MATCH 'w w w w w w w w w w w'");
        for (String alike : List.of("w ".repeat(12), "W é \"w\" ".repeat(8), "w* wa* ".repeat(8))) {
            var refusal =
                    assertRefused(
                            ResultCode.LIMIT,
                            () -> facet.rows("SELECT * FROM f WHERE f MATCH ?", alike));
            assertTrue(refusal.text().contains("product"), refusal.text());
        }
        facet.rows("SELECT * FROM f WHERE f MATCH 'NEAR(one three, 5)'");
        String near = "NEAR(" + "w ".repeat(Limits.SQL_NEAR_WORDS_MAX) + ", 5)";
        assertRefused(ResultCode.LIMIT, () -> facet.rows("SELECT * FROM f WHERE f MATCH ?", near));
    }

    @Test
    void a_row_has_256_kibibytes() {
        String fits = "w ".repeat(130_000);
        facet.rows("INSERT INTO f VALUES (?)", fits);
        facet.rows("UPDATE f SET a = ? WHERE rowid = 1", fits);
        tooLong("INSERT INTO f VALUES (?)", fits + fits);
        tooLong("UPDATE f SET a = a || a");
        facet.rows("CREATE TABLE t (a, b); CREATE VIRTUAL TABLE g USING fts5(a, b, content='t')");
        facet.rows("INSERT INTO t VALUES (?, 1)", fits);
        tooLong("INSERT INTO g (a) VALUES (?)", fits);
        facet.rows("CREATE VIRTUAL TABLE p USING fts5(a, prefix='1 2 3')");
        facet.rows("INSERT INTO p VALUES (?)", fits.substring(0, 65_000));
        tooLong("INSERT INTO p VALUES (?)", fits.substring(0, 66_000));
        facet.rows("CREATE VIRTUAL TABLE q USING fts5(a, prefix='1 2')");
        facet.rows("INSERT INTO q VALUES (?)", fits.substring(0, 87_000));
        tooLong("INSERT INTO q VALUES (?)", fits.substring(0, 88_000));
        facet.rows("CREATE VIRTUAL TABLE tri USING fts5(a, tokenize=trigram)");
        tooLong("INSERT INTO tri VALUES (?)", fits.substring(0, 66_000));
        tooLong("INSERT INTO g (g) VALUES ('rebuild')");
        facet.rows("INSERT INTO t VALUES (zeroblob(1000000), 1)");
    }

    private void tooLong(String sql, Object... values) {
        var refusal = assertRefused(ResultCode.SQL, () -> facet.rows(sql, values));
        assertTrue(refusal.text().matches(".*full-text.*: SQLITE_TOOBIG"), sql + refusal.text());
    }

    @Test
    void marks_are_put_into_long_rows_whatever_their_table_is_called() {
        String row = "long and wide ".repeat(10_000);
        facet.rows("CREATE VIRTUAL TABLE \"a b\" USING fts5(one, \"t w\")");
        facet.rows("INSERT INTO \"a b\" VALUES (?, ?)", "x", row);
        facet.rows("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        for (String select :
                List.of(
                        "SELECT highlight(\"a b\", 1, '<', '>') FROM \"a b\" WHERE \"a b\" MATCH ?",
                        "SELECT highlight(\"A b\", 1, '<', '>') FROM \"a b\" AS z WHERE z.\"a b\" = ?",
                        "SELECT highlight(z.\"a b\", 1, '<', '>') FROM pragma_table_list, \"a b\" z"
                                + " WHERE z.\"t w\" MATCH :q LIMIT 1",
                        "SELECT Highlight/**/([a b], 1, '<', '>') FROM t, \"a b\""
                                + " WHERE \"a b\" MATCH ? ORDER BY \"a b\".rank")) {
            assertEquals(row.replace("wide", "<wide>"), facet.value(select, "wide"), select);
        }
        assertEquals(
                "<long> and <wide>…",
                facet.value(
                        "SELECT snippet(\"a b\", -1, '<', '>', '…', 3) FROM \"a b\""
                                + " WHERE \"a b\" MATCH 'long OR wide'"));
    }

    @Test
    void marks_are_put_into_texts_that_another_table_holds() {
        String row = "long and wide ".repeat(10_000);
        facet.rows("CREATE TABLE t (id INTEGER PRIMARY KEY, a)");
        facet.rows("CREATE VIRTUAL TABLE g USING fts5(a, content='t', content_rowid='id')");
        facet.rows("INSERT INTO t VALUES (1, ?)", row);
        facet.rows("INSERT INTO g (g) VALUES ('rebuild')");
        assertEquals(
                row.replace("wide", "<wide>"),
                facet.value(
                        "SELECT highlight(g, 0, '<', '>') FROM t JOIN g ON g.rowid = t.id"
                                + " WHERE g MATCH 'wide' ORDER BY rank"));
        facet.rows("UPDATE t SET a = a || a || a || a");
        var refusal =
                assertRefused(
                        ResultCode.LIMIT,
                        () -> facet.rows("SELECT highlight(g, 0, '', '') FROM g WHERE g = 'wide'"));
        assertTrue(refusal.text().contains("" + Limits.SQL_MARKED_BYTES_MAX), refusal.text());
    }

    @Test
    void marks_that_only_fts5_can_put_are_for_short_rows_of_tables_that_hold_their_text() {
        String near = "SELECT highlight(f, 0, '<', '>') FROM f WHERE f MATCH 'NEAR(one three)'";
        assertEquals("<one> two <three>", facet.value(near));
        assertEquals(
                "<one> two three",
                facet.value("SELECT highlight(f, ?, '<', '>') FROM f WHERE f MATCH 'one'", 0));
        facet.rows("INSERT INTO f VALUES (?)", "one three ".repeat(1_000));
        tooLong(near);
        tooLong("SELECT highlight(f, ?, '<', '>') FROM f WHERE f MATCH 'one'", 0);
        tooLong("SELECT snippet(f, 0, '<', '>', '', 9) FROM f WHERE f MATCH 'one NOT two'");
        facet.rows("CREATE VIRTUAL TABLE g USING fts5(a, /**/ content='', tokenize=trigram)");
        assertRefused(
                ResultCode.LIMIT,
                () -> facet.rows("SELECT highlight(g, 0, '', '') FROM g WHERE g MATCH 'xxx'"));
        facet.rows("CREATE VIRTUAL TABLE h USING fts5(a, cont='t')");
        assertRefused(
                ResultCode.LIMIT,
                () -> facet.rows("SELECT highlight(h, 0, '', '') FROM h WHERE h MATCH '^x'"));
    }

    @Test
    void the_functions_of_the_host_are_not_for_guests() {
        assertRefused(
                ResultCode.DENIED, () -> facet.rows("SELECT _lap_highlight(1, 0, '', '', 'x')"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO f (f, rank) VALUES ('hashsize', 1000000000)",
                "INSERT INTO f (rank, f) VALUES (64000, 'PgSz')",
                "INSERT INTO f (f, rank) SELECT 'hashsize', 1",
                "INSERT INTO f (f, rank) VALUES ('delete', 1), ('hashsize', 1)",
                "INSERT INTO f (f, rank) VALUES (lower('hashsize'), 1)",
                "INSERT INTO f (f, rank) VALUES ('rank', 'snippet(0)')",
                "SELECT * FROM f WHERE f MATCH 'one' AND rank MATCH 'highlight(0)' ORDER BY rank",
                "INSERT INTO t VALUES ('hashsize')",
            })
    void commands_that_change_how_much_is_done_at_once_are_refused(String sql) {
        facet.rows("CREATE TABLE t (a)");
        facet.rows(
                "CREATE TRIGGER tr AFTER INSERT ON t BEGIN"
                        + " INSERT INTO f (f, rank) VALUES (new.a, 1); END");
        assertRefused(ResultCode.DENIED, () -> facet.rows(sql));
        assertRefused(
                ResultCode.DENIED,
                () -> facet.rows("INSERT INTO f (f, rank) VALUES (?, 9)", "hashsize"));
    }

    @Test
    void commands_and_rows_as_people_write_them_are_fine() {
        facet.rows("CREATE TABLE t (id INTEGER PRIMARY KEY, a)");
        facet.rows("CREATE VIRTUAL TABLE g USING fts5(a, content='t', content_rowid='id')");
        facet.rows(
                """
                CREATE TRIGGER t_insert AFTER INSERT ON t BEGIN
                    INSERT INTO g (rowid, a) VALUES (new.id, new.a);
                END;
                CREATE TRIGGER t_delete AFTER DELETE ON t BEGIN
                    INSERT INTO g (g, rowid, a) VALUES ('delete', old.id, old.a);
                END;
                CREATE TRIGGER t_update AFTER UPDATE ON t BEGIN
                    INSERT INTO g (g, rowid, a) VALUES ('delete', old.id, old.a);
                    INSERT INTO g (rowid, a) VALUES (new.id, new.a);
                END;
                INSERT INTO t VALUES (1, 'one'), (2, 'two');
                UPDATE t SET a = a || ' more' WHERE id = 2;
                DELETE FROM t WHERE id = 1;
                """);
        assertEquals(1L, count("SELECT count(*) FROM g WHERE g MATCH 'more'"));
        assertEquals(0L, count("SELECT count(*) FROM g WHERE g MATCH 'one'"));
        facet.rows("INSERT INTO g (g) VALUES ('optimize')");
        facet.rows("INSERT INTO g (g) VALUES (?)", "rebuild");
        facet.rows("INSERT INTO g (g, rank) VALUES ('merge', -16)");
        facet.rows("INSERT INTO g (g, rank) VALUES ('rank', 'bm25(10.0)')");
        facet.rows("INSERT INTO f SELECT a FROM t");
        facet.rows("SELECT * FROM f WHERE f MATCH 'one' AND rank MATCH 'bm25(2.0)' ORDER BY rank");
        facet.rows("CREATE VIRTUAL TABLE r USING rtree(id, x0, x1)");
        facet.rows("INSERT INTO r VALUES (NULL, ?, ?)", 1, 2);
        facet.rows("INSERT INTO r SELECT id, id, id + 1 FROM t");
        facet.commit();
    }

    @Test
    void an_index_keeps_eight_lengths_of_prefixes() {
        facet.rows("CREATE VIRTUAL TABLE g USING fts5(a, prefix='1 2 3 4', p='5 6 7 8')");
        facet.rows("INSERT INTO g VALUES ('x')");
        facet.rows("CREATE VIRTUAL TABLE h USING fts5(a, prefix='1 2 3 4', p='5 6 7 8 9')");
        assertRefused(ResultCode.LIMIT, () -> facet.rows("INSERT INTO h VALUES ('x')"));
    }

    private long count(String sql, Object... values) {
        return (long) String.valueOf(facet.value(sql, values)).transform(Long::valueOf);
    }

    @Test
    void a_table_that_is_only_named_like_one_behind_another_kind_of_table_is_the_guests_own() {
        facet.rows("CREATE VIRTUAL TABLE places USING rtree(id, x0, x1)");
        facet.rows("CREATE TABLE places_data (a)");
        facet.rows("INSERT INTO places_data VALUES (1)");
        assertEquals(List.of(List.of(1L)), facet.rows("SELECT a FROM places_data"));
    }
}
