package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lapidary.abi.ResultCode;
import lapidary.host.error.ErrorCode;
import lapidary.host.fuel.OutOfFuel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event is a transaction. */
final class TransactionTest {
    @TempDir Path directory;
    private TestFacet facet;

    @BeforeEach
    void open() {
        facet = new TestFacet(directory.resolve("1.db"));
        facet.event("CREATE TABLE t (a UNIQUE)");
        facet.begin();
    }

    @AfterEach
    void close() {
        facet.close();
    }

    @Test
    void a_commit_point_keeps_what_was_written_and_ends_the_cursors() {
        int number = facet.database.register(facet.exec("SELECT 1 UNION SELECT 2"));
        facet.rows("INSERT INTO t VALUES (1)");
        Commit commit = facet.database.commitPoint();
        assertTrue(commit.wrote());
        assertRefused(ResultCode.CLOSED, () -> facet.database.cursor(number));
        assertRefused(ResultCode.CLOSED, () -> facet.database.closeCursor(number));
        facet.rows("INSERT INTO t VALUES (2)");
        facet.rollback();
        facet.begin();
        assertEquals(1L, count());
    }

    @Test
    void a_cursor_that_is_still_held_says_that_it_was_closed() {
        SqlCursor cursor = facet.exec("SELECT 1");
        facet.database.commitPoint();
        assertRefused(ResultCode.CLOSED, () -> cursor.next(100));
        assertRefused(ResultCode.CLOSED, cursor::rowSize);
        assertRefused(ResultCode.CLOSED, cursor::rowsRead);
    }

    @Test
    void or_rollback_ends_the_event_even_if_its_guest_ignores_it() {
        facet.rows("INSERT INTO t VALUES (1)");
        assertRefused(ResultCode.SQL, () -> facet.rows("INSERT OR ROLLBACK INTO t VALUES (1)"));
        assertEquals(Optional.of(ErrorCode.GUEST_FAILED), facet.database.eventBroken());
        assertRefused(ResultCode.SQL, () -> facet.rows("SELECT 1"));
        assertRefused(ResultCode.SQL, () -> facet.database.kv().get(new byte[0]));
        assertRefused(ResultCode.SQL, () -> facet.commit());
        facet.begin();
        assertEquals(0L, count());
    }

    @Test
    void out_of_fuel_in_the_middle_of_a_statement_is_rolled_back_whole() {
        facet.rollback();
        facet.begin(2_000_000);
        facet.rows("INSERT INTO t VALUES (1)");
        String forever =
                """
                WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)
                INSERT INTO t SELECT n + 10 FROM c
                """;
        assertThrows(OutOfFuel.class, () -> facet.rows(forever));
        assertEquals(0, facet.tank.left());
        assertTrue(facet.database.eventBroken().isPresent());
        facet.rollback();
        facet.begin();
        assertEquals(0L, count());
        facet.rows("INSERT INTO t VALUES (1)");
        facet.commit();
    }

    @Test
    void a_first_insert_that_inserts_nothing_leaves_the_last_rowid_at_zero() {
        facet.rows("INSERT INTO t (rowid, a) VALUES (77, 1)");
        facet.commit();
        facet.begin();
        facet.rows("INSERT INTO t SELECT a FROM t WHERE a > 99");
        assertEquals(List.of(List.of(0L, 0L, 0L)), counters());
    }

    @Test
    void an_event_that_was_closed_over_is_rolled_back() {
        facet.rows("INSERT INTO t VALUES (1)");
        facet.close();
        facet = new TestFacet(directory.resolve("1.db"));
        assertDoesNotThrow(() -> facet.begin());
        assertEquals(0L, count());
    }

    private Object count() {
        return String.valueOf(facet.value("SELECT count(*) FROM t")).transform(Long::valueOf);
    }

    private List<?> counters() {
        return facet.rows("SELECT changes(), total_changes(), last_insert_rowid()");
    }
}
