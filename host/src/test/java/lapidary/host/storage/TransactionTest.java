package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
    void an_events_writes_are_kept_together_or_not_at_all_and_changes_of_the_schema_too() {
        facet.rows("INSERT INTO t VALUES (1); CREATE TABLE u (b); INSERT INTO u VALUES (2)");
        facet.database.kv().put(new byte[] {1}, new byte[] {2});
        facet.rollback();
        facet.begin();
        assertEquals(0L, count());
        assertRefused(ResultCode.SQL, () -> facet.rows("SELECT * FROM u"));
        assertEquals(Optional.empty(), facet.database.kv().get(new byte[] {1}));
    }

    @Test
    void an_inner_rollback_keeps_the_outer_writes() {
        facet.rows("INSERT INTO t VALUES (1)");
        facet.database.beginSavepoint();
        facet.rows("INSERT INTO t VALUES (2)");
        facet.database.beginSavepoint();
        facet.rows("INSERT INTO t VALUES (3)");
        facet.database.commitSavepoint();
        assertEquals(3L, count());
        facet.database.rollbackSavepoint();
        assertEquals(1L, count());
        facet.commit();
        facet.begin();
        assertEquals(1L, count());
    }

    @Test
    void a_rollback_of_a_changed_schema_is_seen_by_cached_statements() {
        String select = "SELECT * FROM t";
        facet.rows(select);
        facet.database.beginSavepoint();
        facet.rows("ALTER TABLE t ADD COLUMN b");
        facet.rows(select);
        facet.database.rollbackSavepoint();
        try (SqlCursor cursor = facet.exec(select)) {
            assertEquals(List.of("a"), TestFacet.columns(cursor));
        }
    }

    @Test
    void savepoints_nest_16_deep_and_come_in_pairs() {
        assertRefused(ResultCode.INVALID, () -> facet.database.commitSavepoint());
        assertRefused(ResultCode.INVALID, () -> facet.database.rollbackSavepoint());
        for (int i = 0; i < 16; i++) {
            facet.database.beginSavepoint();
        }
        var refusal = assertRefused(ResultCode.LIMIT, () -> facet.database.beginSavepoint());
        assertTrue(refusal.text().contains("16"), refusal.text());
    }

    @Test
    void a_savepoint_that_is_open_at_the_end_is_kept_with_the_event() {
        facet.database.beginSavepoint();
        facet.rows("INSERT INTO t VALUES (1)");
        facet.commit();
        facet.begin();
        assertEquals(1L, count());
    }

    @Test
    void a_deferred_reference_that_is_violated_at_the_end_fails_the_event_with_its_text() {
        facet.rows(
                """
                CREATE TABLE child (a REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED);
                INSERT INTO t VALUES (1);
                """);
        facet.commit();
        facet.begin().rows("INSERT INTO child VALUES (7)");
        var refusal = assertRefused(ResultCode.SQL, () -> facet.commit());
        assertEquals(
                "FOREIGN KEY constraint failed: SQLITE_CONSTRAINT, SQLITE_CONSTRAINT_FOREIGNKEY",
                refusal.text());
        facet.begin();
        assertEquals(1L, count());
        assertEquals(0L, facet.value("SELECT count(*) FROM child"));
    }

    @Test
    void references_are_checked_and_can_be_deferred_for_one_event() {
        facet.rows("CREATE TABLE child (a REFERENCES t (a))");
        assertRefused(ResultCode.SQL, () -> facet.rows("INSERT INTO child VALUES (7)"));
        facet.rows("PRAGMA defer_foreign_keys = ON");
        facet.rows("INSERT INTO child VALUES (7); INSERT INTO t VALUES (7)");
        facet.commit();
        facet.begin();
        assertRefused(ResultCode.SQL, () -> facet.rows("INSERT INTO child VALUES (8)"));
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
    void a_commit_point_inside_a_savepoint_is_invalid_and_does_nothing() {
        facet.rows("INSERT INTO t VALUES (1)");
        facet.database.beginSavepoint();
        assertRefused(ResultCode.INVALID, () -> facet.database.commitPoint());
        facet.database.rollbackSavepoint();
        facet.rollback();
        facet.begin();
        assertEquals(0L, count());
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
    void a_broken_constraint_does_not_end_the_event() {
        facet.rows("INSERT INTO t VALUES (1)");
        assertRefused(ResultCode.SQL, () -> facet.rows("INSERT INTO t VALUES (2), (1)"));
        assertEquals(Optional.empty(), facet.database.eventBroken());
        assertEquals(1L, count());
    }

    @Test
    void a_full_storage_fails_the_event_and_leaves_the_facet_usable() {
        facet.close();
        facet = new TestFacet(directory.resolve("1.db"), new DatabaseLimits(20 * 4096));
        facet.begin().rows("INSERT INTO t VALUES (1)");
        var refusal =
                assertRefused(
                        ResultCode.SQL, () -> facet.rows("INSERT INTO t VALUES (zeroblob(90000))"));
        assertTrue(refusal.text().endsWith("SQLITE_FULL"), refusal.text());
        assertEquals(Optional.of(ErrorCode.STORAGE_FULL), facet.database.eventBroken());
        assertRefused(ResultCode.SQL, () -> facet.commit());
        facet.begin();
        assertEquals(0L, count());
        facet.rows("INSERT INTO t VALUES (1)");
        facet.commit();
    }

    @Test
    void a_full_storage_through_kv_fails_the_event_too() {
        facet.close();
        facet = new TestFacet(directory.resolve("1.db"), new DatabaseLimits(20 * 4096));
        facet.begin();
        assertRefused(
                ResultCode.SQL, () -> facet.database.kv().put(new byte[] {1}, new byte[90000]));
        assertEquals(Optional.of(ErrorCode.STORAGE_FULL), facet.database.eventBroken());
        facet.rollback();
        facet.begin().database.kv().put(new byte[] {1}, new byte[9]);
        facet.commit();
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
    void each_event_begins_with_counters_at_zero() {
        facet.rows("INSERT INTO t (rowid, a) VALUES (77, 1), (78, 2)");
        assertEquals(List.of(List.of(2L, 2L, 78L)), counters());
        facet.commit();
        facet.begin();
        assertEquals(List.of(List.of(0L, 0L, 0L)), counters());
        facet.rows("DELETE FROM t WHERE a = 9");
        assertEquals(List.of(List.of(0L, 0L, 0L)), counters());
        facet.rows("UPDATE t SET a = a + 10");
        assertEquals(List.of(List.of(2L, 2L, 0L)), counters());
    }

    @Test
    void the_hosts_writes_are_not_in_the_guests_counters() {
        facet.rows("INSERT INTO t (rowid, a) VALUES (5, 1)");
        facet.database.kv().put(new byte[] {1}, new byte[] {1});
        facet.database.kv().put(new byte[] {2}, new byte[] {1});
        assertEquals(List.of(List.of(1L, 1L, 5L)), counters());
        assertFalse(facet.database.kv().delete(new byte[] {9}));
        assertEquals(List.of(List.of(1L, 1L, 5L)), counters());
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
