package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lapidary.abi.Prices;
import lapidary.abi.ResultCode;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.FuelMeter;
import lapidary.host.fuel.OutOfFuel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * What becomes of an event when SQLite ends its transaction by itself, with codes of SQLite's own:
 * it is over, even if its guest goes on, and nothing of it is kept.
 */
final class RolledBackTest {
    private static final String MANY =
            """
            WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5000)
            INSERT INTO t SELECT n FROM c
            """;

    @TempDir Path directory;
    private TestFacet facet;

    @BeforeEach
    void open() {
        facet = new TestFacet(directory.resolve("1.db"));
        facet.event("CREATE TABLE t (a)");
        facet.event("CREATE VIRTUAL TABLE f USING fts5 (body)");
        facet.event("INSERT INTO t VALUES ('before')");
        facet.event("INSERT INTO f VALUES ('before')");
    }

    @AfterEach
    void close() {
        facet.close();
    }

    /**
     * The driver's SQLite keeps no count of its memory, so no limit of its heap runs it out. Where
     * a program is longer than SQLITE_LIMIT_VDBE_OP, it fails as it does where malloc gives
     * nothing: here one that a full-text table prepares in the middle of a step.
     */
    @Test
    void out_of_memory_in_a_step_fails_the_event_and_nothing_of_it_is_kept() {
        var memory = new Starving();
        facet.database.beginEvent(new EventInputs(TestFacet.NOW, new Random(42)), memory);
        facet.rows("INSERT INTO t VALUES ('lost')");
        facet.database.beginSavepoint();
        facet.database.kv().put(new byte[] {1}, new byte[] {1});
        memory.starve = true;
        var failed =
                assertThrows(
                        Refusal.class,
                        () -> facet.rows("SELECT body FROM f WHERE f MATCH 'before'"));
        memory.starve = false;
        memory.limitProgram(Sqlite.OPCODES_MAX);
        assertTrue(failed.text().endsWith("SQLITE_NOMEM"), failed.text());
        assertIsOver();
    }

    /** Before its savepoint is set, or within it once a statement has had one. */
    @ParameterizedTest
    @ValueSource(strings = {"", " RETURNING a"})
    void out_of_memory_in_a_write_that_is_undone_fails_the_event_as_what_it_is(String undone) {
        var memory = new Starving();
        facet.database.beginEvent(new EventInputs(TestFacet.NOW, new Random(42)), memory);
        facet.rows("INSERT INTO t VALUES ('lost')" + undone);
        memory.starve = true;
        var failed =
                assertThrows(
                        Refusal.class,
                        () -> facet.rows("INSERT INTO f VALUES ('lost') RETURNING body"));
        memory.starve = false;
        memory.limitProgram(Sqlite.OPCODES_MAX);
        assertTrue(failed.text().endsWith("SQLITE_NOMEM"), failed.text());
        assertIsOver();
    }

    @Test
    void an_interrupt_in_the_middle_of_a_write_fails_the_event_and_nothing_of_it_is_kept() {
        facet.database.beginEvent(
                new EventInputs(TestFacet.NOW, new Random(42)), new Interrupting());
        facet.rows("INSERT INTO t VALUES ('lost')");
        facet.database.beginSavepoint();
        var failed = assertThrows(Refusal.class, () -> facet.rows(MANY));
        assertTrue(failed.text().endsWith("SQLITE_INTERRUPT"), failed.text());
        assertIsOver();
    }

    @Test
    void out_of_fuel_in_the_middle_of_a_write_in_a_savepoint_leaves_nothing_of_the_event() {
        facet.begin(2_000_000);
        facet.rows("INSERT INTO t VALUES ('lost')");
        facet.database.beginSavepoint();
        assertThrows(OutOfFuel.class, () -> facet.rows(MANY));
        assertEquals(Optional.of(ErrorCode.FUEL_EXHAUSTED), facet.database.eventBroken());
        facet.rollback();
        assertOnlyBeforeIsThere();
    }

    /** Whatever its guest tries next. */
    private void assertIsOver() {
        assertEquals(Optional.of(ErrorCode.INTERNAL), facet.database.eventBroken());
        assertRefused(ResultCode.SQL, () -> facet.rows("SELECT 1"));
        assertRefused(ResultCode.SQL, () -> facet.rows("INSERT INTO t VALUES ('after')"));
        assertRefused(ResultCode.SQL, () -> facet.database.kv().get(new byte[] {1}));
        assertRefused(ResultCode.SQL, () -> facet.database.rollbackSavepoint());
        assertRefused(ResultCode.SQL, () -> facet.commit());
        assertOnlyBeforeIsThere();
    }

    private void assertOnlyBeforeIsThere() {
        assertRows();
        facet.close();
        facet = new TestFacet(directory.resolve("1.db"));
        assertRows();
        facet.event("INSERT INTO f VALUES ('next')");
        facet.event(MANY);
        assertEquals(5001L, facet.event("SELECT count(*) FROM t").getFirst().getFirst());
        assertEquals(2L, facet.event("SELECT count(*) FROM f").getFirst().getFirst());
    }

    private void assertRows() {
        var before = List.of(List.of("before"));
        assertEquals(before, facet.event("SELECT a FROM t"));
        assertEquals(before, facet.event("SELECT body FROM f"));
        assertEquals(List.of(List.of("ok")), facet.event("PRAGMA quick_check"));
        facet.begin();
        assertEquals(Optional.empty(), facet.database.kv().get(new byte[] {1}));
        facet.rollback();
    }

    private SQLiteConnection connection() {
        try {
            var field = FacetDatabase.class.getDeclaredField("connection");
            field.setAccessible(true);
            return (SQLiteConnection) field.get(facet.database);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** Has much fuel, and on demand no memory for programs once a statement is about to step. */
    private final class Starving implements FuelMeter {
        boolean starve;

        @Override
        public void charge(long units) {
            if (starve && units == Prices.SQL_ROW) {
                limitProgram(1);
            }
        }

        void limitProgram(int opcodes) {
            try {
                connection()
                        .getDatabase()
                        .limit(SQLiteLimits.SQLITE_LIMIT_VDBE_OP.getId(), opcodes);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public long left() {
            return TestFacet.FUEL;
        }
    }

    /** Has much fuel, and interrupts SQLite as another thread could when steps are charged. */
    private final class Interrupting implements FuelMeter {
        private int charges;

        @Override
        public void charge(long units) {
            if (facet.database.isStepping() && charges++ == 20) {
                try {
                    connection().getDatabase().interrupt();
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public long left() {
            return TestFacet.FUEL;
        }
    }
}
