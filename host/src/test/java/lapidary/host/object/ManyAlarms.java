package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What do a hundred thousand pending alarms cost, and how fast are overdue ones worked off? Prints
 * what it measures. Not part of a build; run by its name.
 */
class ManyAlarms {
    private static final int PENDING = Integer.getInteger("lapidary.alarms.pending", 100_000);
    private static final int OVERDUE = Integer.getInteger("lapidary.alarms.overdue", 1_000);
    private static final long DUE = TestAlarms.START + 1_000;

    @TempDir Path dataDir;

    @Test
    void pending_ones_cost_no_threads_and_overdue_ones_fire_at_the_start() throws Exception {
        try (var test = new TestAlarms(dataDir)) {
            for (int i = 0; i < OVERDUE; i++) {
                test.ask("test", "o" + i, "app", "set/" + DUE);
            }
            long pending = test.namespaces.require("long").id();
            test.catalogue.execute(
                    """
                    INSERT INTO alarm (namespace_id, object_name, facet_name, due_millis, version)
                      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
                    SELECT ?1, 'an object whose name is number ' || i, 'app', ?3 + i, i FROM n
                    """,
                    pending,
                    PENDING,
                    DUE + 1_000_000);
        }
        try (var test = new TestAlarms(dataDir, DUE)) {
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            long heap = heapAfterCollection();
            long begun = System.nanoTime();
            test.startAlarms();
            long started = System.nanoTime();
            long heapStarted = heapAfterCollection();
            test.settle();
            long done = System.nanoTime();
            int ran = (int) test.log.stream().filter(line -> line.contains(" 0 ")).count();
            int moreThreads = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
            System.out.printf(
                    "%d pending, %d overdue: started in %d us, %d more threads, %d more bytes of"
                            + " heap; the overdue ones ran in %d ms%n",
                    PENDING,
                    OVERDUE,
                    (started - begun) / 1_000,
                    moreThreads,
                    heapStarted - heap,
                    (done - begun) / 1_000_000);
            assertEquals(OVERDUE, ran);
            assertEquals(PENDING, test.rows().size());
            assertTrue(moreThreads < 20, moreThreads + " threads");
        }
    }

    private static long heapAfterCollection() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
