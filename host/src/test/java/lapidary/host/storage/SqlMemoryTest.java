package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lapidary.abi.Limits;
import lapidary.abi.ResultCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQL that is after the host's memory; see docs/decisions/0010-memory-of-sql.md. */
final class SqlMemoryTest {
    private static final String NUMBERS =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT %d) ";

    private static final long MIB = 1 << 20;

    @TempDir Path directory;
    private TestFacet facet;
    private TestFacet neighbour;

    @BeforeEach
    void open() {
        var small = new DatabaseLimits(16 * MIB);
        facet = new TestFacet(directory.resolve("1.db"), small);
        neighbour = new TestFacet(directory.resolve("2.db"), small);
        facet.begin();
    }

    @AfterEach
    void close() {
        assertEquals(List.of(List.of(1L)), neighbour.event("SELECT 1"));
        facet.close();
        neighbour.close();
    }

    @Test
    void a_statement_with_thousands_of_registers_has_shorter_values() {
        long peak =
                nativePeak(() -> assertRefused(ResultCode.SQL, () -> facet.rows(longConstants())));
        assertTrue(peak < 300 * MIB, () -> "took " + peak);
    }

    /** 99 times 32 constants of 2 MB each, which SQLite keeps until the statement ends: 6 GB. */
    private static String longConstants() {
        return IntStream.range(0, 99)
                .mapToObj(i ->
                        IntStream.range(0, 32)
                                .mapToObj(j -> "zeroblob(" + (2_000_000 - 32 * i - j) + ")")
                                .map(blob -> "(" + blob + " || '')")
                                .collect(Collectors.joining(", ", "max(", ")")))
                .collect(Collectors.joining(", ", "SELECT ", ""));
    }

    @Test
    void a_statement_as_people_write_them_has_values_at_the_limit() {
        var value = new byte[Limits.SQL_VALUE_BYTES_MAX - 100];
        facet.rows("CREATE TABLE t (a, b, c)");
        facet.rows("INSERT INTO t VALUES (1, ?, 2)", value);
        facet.rows("CREATE TRIGGER tr AFTER UPDATE ON t BEGIN DELETE FROM t WHERE b IS NULL; END");
        facet.rows("UPDATE t SET c = length(b) WHERE a = 1");
        assertEquals(
                (long) value.length,
                facet.value(
                        """
                        SELECT length(substr(b, 1)) FROM t
                         WHERE a IN (SELECT a FROM t) GROUP BY a, c ORDER BY c + 1, a
                        """));
    }

    @Test
    void json_that_is_gathered_without_end_is_stopped() {
        assumeTrue(NativeHeap.isKnown(), "needs the mallinfo2 of glibc");
        String gather =
                NUMBERS.formatted(3000)
                        + "SELECT length(json_group_array(zeroblob(1000000) || '')) FROM n";
        long peak =
                nativePeak(() -> {
                    var limit = assertRefused(ResultCode.LIMIT, () -> facet.rows(gather));
                    assertTrue(limit.text().contains("gathered"), limit.text());
                });
        assertTrue(peak < 900 * MIB, () -> "took " + peak);
        facet.rollback();
        facet.begin();
        assertEquals(
                "[1,2,3]", facet.value(NUMBERS.formatted(3) + "SELECT json_group_array(i) FROM n"));
    }

    @Test
    void a_sort_and_a_table_of_its_own_go_to_files_up_to_a_limit() {
        assumeTrue(TempFolder.bytes().isPresent(), "needs Linux's /proc");
        for (String endless :
                List.of(
                        "SELECT i, zeroblob(1000000) AS z FROM n ORDER BY i * 7 % 11 LIMIT -1 OFFSET 1",
                        "SELECT DISTINCT i, zeroblob(1000000) AS z FROM n")) {
            long peak =
                    nativePeak(() -> {
                        var limit =
                                assertRefused(
                                        ResultCode.LIMIT,
                                        () ->
                                                facet.rows(
                                                        NUMBERS.formatted(1000)
                                                                + "SELECT count(z) FROM ("
                                                                + endless
                                                                + ")"));
                        assertTrue(limit.text().contains("temporary"), limit.text());
                    });
            assertTrue(peak < 64 * MIB, () -> "took " + peak);
            facet.rollback();
            assertEquals(0, TempFolder.bytes().orElseThrow());
            facet.begin();
        }
        assertEquals(
                100L,
                facet.value(
                        NUMBERS.formatted(100)
                                + """
                                SELECT count(*) FROM (
                                    SELECT DISTINCT i, zeroblob(50000) AS z FROM n ORDER BY -i)
                                """));
    }

    @Test
    void a_sort_and_an_index_are_refused_beyond_what_one_step_may_merge() {
        assumeTrue(TempFolder.bytes().isPresent(), "needs Linux's /proc");
        try (var large = new TestFacet(directory.resolve("large.db"))) {
            large.event("CREATE TABLE t (a INTEGER PRIMARY KEY, b)");
            large.event(
                    NUMBERS.formatted(7000) + "INSERT INTO t SELECT i, randomblob(12000) FROM n");
            for (String sql :
                    List.of(
                            "SELECT a, b FROM t ORDER BY b",
                            "SELECT b, count(*) FROM t GROUP BY b",
                            "SELECT sum(r) FROM (SELECT rank() OVER (ORDER BY b) AS r FROM t)",
                            "CREATE INDEX t_b ON t (b)")) {
                var limit = assertRefused(ResultCode.LIMIT, () -> large.event(sql));
                assertTrue(
                        limit.text().contains(String.valueOf(Limits.SQL_SORTED_BYTES_MAX)),
                        limit.text());
            }
            assertEquals(
                    List.of(List.of(3500L)),
                    large.event(
                            "SELECT count(*) FROM (SELECT b FROM t WHERE a <= 3500 ORDER BY b)"));
            large.event("DELETE FROM t WHERE a > 3500; CREATE INDEX t_b ON t (b)");
        }
        assertEquals(0, TempFolder.bytes().orElseThrow());
    }

    @Test
    void rows_are_sorted_by_32_columns() {
        String columns =
                IntStream.range(0, Limits.SQL_SORT_COLUMNS_MAX)
                        .mapToObj(i -> "i > " + i)
                        .collect(Collectors.joining(", "));
        String sort = NUMBERS.formatted(3) + "SELECT i FROM n %s BY " + columns;
        for (String by : List.of("ORDER", "GROUP")) {
            assertEquals(3, facet.rows(sort.formatted(by)).size());
            var limit =
                    assertRefused(
                            ResultCode.LIMIT, () -> facet.rows(sort.formatted(by) + ", i > 99"));
            assertTrue(limit.text().contains("32 columns"), limit.text());
        }
    }

    @Test
    void many_short_sorts_are_no_long_one() {
        assumeTrue(TempFolder.bytes().isPresent(), "needs Linux's /proc");
        assertEquals(
                20L,
                facet.value(
                        NUMBERS.formatted(20)
                                + """
                                , m (j) AS (SELECT 1 UNION ALL SELECT j + 1 FROM m LIMIT 500)
                                SELECT sum((SELECT count(*) > 0 FROM (
                                    SELECT zeroblob(10000 + i) AS z FROM m ORDER BY -j * i, z
                                     LIMIT -1 OFFSET 1)))
                                  FROM n
                                """));
    }

    @Test
    void a_program_that_doubles_with_each_view_is_not_made() {
        long peak = nativePeak(() -> assertRefused(ResultCode.LIMIT, this::doubleViews));
        assertTrue(peak < 300 * MIB, () -> "took " + peak);
        assertEquals(1L, facet.value("SELECT a FROM v0"));
        facet.commit();
    }

    private void doubleViews() {
        facet.rows("CREATE VIEW v0 AS SELECT 1 AS a");
        for (int i = 1; i <= 9; i++) {
            String again = " UNION SELECT a + 1 FROM v" + (i - 1);
            facet.rows("CREATE VIEW v" + i + " AS SELECT 0 AS a" + again.repeat(4));
            facet.rows("SELECT * FROM v" + i + " WHERE false");
        }
    }

    @Test
    void tables_and_indexes_are_counted_by_sqlite() throws Exception {
        // SQLITE_LIMIT_SCHEMA, which the driver has no name for.
        Path file = directory.resolve("3.db");
        new TestFacet(file).close();
        try (var raw = Sqlite.openFacet(file, DatabaseLimits.DEFAULT)) {
            assertEquals(Sqlite.SCHEMA_OBJECTS_MAX, raw.getDatabase().limit(13, 6));
            var many =
                    assertThrows(
                            java.sql.SQLException.class,
                            () -> raw.getDatabase()._exec("CREATE TABLE t (a UNIQUE, b UNIQUE)"));
            String message = String.valueOf(many.getMessage());
            assertTrue(message.contains("too many schema objects"), message);
        }
    }

    @Test
    void what_open_cursors_keep_is_bounded_together() {
        facet.rows("CREATE TABLE t (a)");
        List<SqlCursor> open = new ArrayList<>();
        var limit =
                assertRefused(
                        ResultCode.LIMIT,
                        () -> {
                            for (int i = 0; i < Limits.EVENT_CURSORS_MAX; i++) {
                                open.add(
                                        facet.exec(
                                                "INSERT INTO t VALUES (zeroblob(1000000)) RETURNING a"));
                            }
                        });
        assertTrue(limit.text().contains("close some"), limit.text());
        assertEquals(8, open.size());
        open.getFirst().close();
        facet.exec("SELECT zeroblob(500000)").close();
        open.forEach(SqlCursor::close);
        facet.exec("INSERT INTO t VALUES (zeroblob(1000000)) RETURNING a").close();
    }

    @Test
    void statements_that_are_kept_are_bounded_by_number_and_by_length() {
        for (int i = 0; i < 600; i++) {
            facet.rows("SELECT " + i);
        }
        long base = NativeHeap.bytes();
        String wide =
                "SELECT " + String.join(", ", java.util.Collections.nCopies(90, "abs(1) + abs(2)"));
        for (int i = 0; i < 150; i++) {
            facet.rows(wide + " + " + i);
        }
        long more = NativeHeap.bytes() - base;
        assertTrue(more < 30 * MIB, () -> "keeps " + more);
    }

    /** How much more native memory there was at one time during the work than before. */
    private static long nativePeak(Runnable work) {
        long before = NativeHeap.bytes();
        var peak = new AtomicLong(before);
        var done = new AtomicBoolean();
        Thread sampler =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!done.get()) {
                                peak.accumulateAndGet(NativeHeap.bytes(), Math::max);
                                Thread.onSpinWait();
                            }
                        });
        try {
            work.run();
        } finally {
            done.set(true);
            try {
                sampler.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return peak.get() - before;
    }
}
