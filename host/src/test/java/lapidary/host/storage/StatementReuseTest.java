package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import lapidary.abi.ResultCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which prepared statements of a facet are used again. A guest cannot see that, by its fuel least
 * of all, so the cache is looked into.
 */
final class StatementReuseTest {
    private static final String ALL = "SELECT a FROM t ORDER BY a";
    private static final int LONG = 90_000;

    /** Of the long texts, as many as a mebibyte holds. */
    private static final int KEPT = (1 << 20) / LONG;

    @TempDir Path directory;
    private TestFacet facet;

    @BeforeEach
    void open() {
        facet = new TestFacet(directory.resolve("1.db"));
        facet.event("CREATE TABLE t (a UNIQUE)");
        facet.event("INSERT INTO t VALUES (1), (2)");
        facet.begin();
    }

    @AfterEach
    void close() {
        facet.close();
    }

    private PreparedSql idle(String text) {
        return facet.database.idleStatement(text).orElseThrow();
    }

    private boolean isKept(String text) {
        return facet.database.idleStatement(text).isPresent();
    }

    /** A text of {@link #LONG} bytes. */
    private static String text(int number) {
        String text = "SELECT " + number + " --";
        return text + "x".repeat(LONG - text.length());
    }

    @Test
    void the_same_text_twice_is_prepared_once_in_other_events_too_and_costs_the_same_fuel() {
        assertEquals(List.of(List.of(1L), List.of(2L)), facet.rows(ALL));
        long first = facet.tank.burned();
        var prepared = idle(ALL);
        assertEquals(List.of(List.of(1L), List.of(2L)), facet.rows(ALL));
        assertSame(prepared, idle(ALL));
        assertEquals(2 * first, facet.tank.burned());
        facet.commit();
        assertEquals(List.of(List.of(1L), List.of(2L)), facet.event(ALL));
        assertSame(prepared, idle(ALL));
        assertEquals(first, facet.tank.burned());
        assertFalse(prepared.isClosed());
    }

    @Test
    void a_statement_is_its_cursors_while_that_is_open_and_another_cursor_has_another() {
        facet.rows(ALL);
        var prepared = idle(ALL);
        try (var first = facet.exec(ALL)) {
            assertFalse(isKept(ALL));
            assertEquals(9, first.next(9));
            try (var second = facet.exec(ALL)) {
                assertEquals(2, TestFacet.rows(second).size());
            }
            assertNotSame(prepared, idle(ALL));
            assertEquals(List.of(List.of(2L)), TestFacet.rows(first));
        }
        assertTrue(isKept(ALL)); // one of the two
        assertEquals(2, facet.rows(ALL).size());
    }

    @Test
    void a_statement_that_broke_a_constraint_is_used_again() {
        String insert = "INSERT INTO t VALUES (?)";
        facet.rows(insert, 3);
        var prepared = idle(insert);
        assertRefused(ResultCode.SQL, () -> facet.rows(insert, 3));
        assertSame(prepared, idle(insert));
        facet.rows(insert, 4);
        assertSame(prepared, idle(insert));
        assertEquals(4, facet.rows(ALL).size());
    }

    @Test
    void beyond_a_mebibyte_of_texts_the_statement_goes_that_was_not_used_for_longest() {
        for (int i = 0; i < KEPT; i++) {
            facet.rows(text(i));
        }
        var oldest = idle(text(0));
        var next = idle(text(1));
        facet.rows(text(0)); // and is now the newest
        facet.rows(text(KEPT));
        assertSame(oldest, idle(text(0)));
        assertFalse(isKept(text(1)));
        assertTrue(next.isClosed());
        assertTrue(isKept(text(2)));
        facet.rows(text(KEPT + 1));
        assertFalse(isKept(text(2)));
        assertTrue(isKept(text(3)));
        assertEquals(List.of(List.of(1L)), facet.rows(text(1)));
        assertNotSame(next, idle(text(1)));
    }

    @Test
    void a_change_of_the_schema_has_every_statement_prepared_again() {
        facet.rows(ALL);
        var before = idle(ALL);
        facet.rows("CREATE TABLE u (a)");
        assertEquals(2, facet.rows(ALL).size());
        assertNotSame(before, idle(ALL));
        assertTrue(before.isClosed());
    }
}
