package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.facet.OpenDatabases;
import lapidary.host.facet.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Databases that are open at the same time: few, and the right ones. */
@Timeout(120)
class OpenDatabasesIT {
    private static final int OPEN_MAX = 20;

    @TempDir Path dataDir;

    @Test
    void many_objects_touched_in_turn_leave_few_open_and_the_hot_one_among_them() throws Exception {
        var databases = new OpenDatabases(OPEN_MAX);
        try (var test = new TestObjects(dataDir, databases)) {
            test.fetch("hot", "a", "burn/1", "");
            for (int i = 0; i < 10 * OPEN_MAX; i++) {
                test.fetch("o" + i, "a", "burn/1", "");
                test.fetch("hot", "a", "burn/1", "");
                assertTrue(databases.size() <= OPEN_MAX, databases.size() + " are open");
                assertTrue(isRunning(test, "hot"));
            }
            // the least recently used are closed, and found again
            assertEquals("hibernated", state(test, "o0"));
            test.fetch("o0", "a", "burn/1", "");
            assertEquals("running", state(test, "o0"));
        }
        assertEquals(0, databases.size());
    }

    @Test
    void when_all_are_at_work_another_is_told_to_try_again() throws Exception {
        var databases = new OpenDatabases(2);
        try (var test = new TestObjects(dataDir, databases);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> running = new ArrayList<>();
            for (String object : List.of("o1", "o2")) {
                running.add(threads.submit(() -> test.fetch(object, "a", "loop", "")));
                while (!isRunning(test, object)) {
                    Thread.sleep(2);
                }
            }
            var refused =
                    assertThrows(HostException.class, () -> test.fetch("o3", "a", "burn/1", ""));
            assertEquals(ErrorCode.OVERLOADED, refused.code());
            test.objects.abortFacet("test", "o1", "a", "enough");
            test.fetch("o3", "a", "burn/1", "");
            test.objects.abortFacet("test", "o2", "a", "enough");
            for (var event : running) {
                assertThrows(ExecutionException.class, event::get);
            }
        }
        assertEquals(0, databases.size());
    }

    @Test
    void many_threads_never_open_more_than_may_be() throws Exception {
        var databases = new OpenDatabases(OPEN_MAX);
        try (var test = new TestObjects(dataDir, databases);
                var threads = Executors.newFixedThreadPool(8)) {
            var all =
                    IntStream.range(0, 400)
                            .mapToObj(i ->
                                    threads.submit(() -> {
                                        test.fetch("o" + i % 60, "a", "burn/1", "");
                                        return databases.size();
                                    }))
                            .toList();
            for (var one : all) {
                assertTrue(one.get() <= OPEN_MAX);
            }
        }
    }

    private static boolean isRunning(TestObjects test, String object) throws Exception {
        return state(test, object).equals("running");
    }

    private static String state(TestObjects test, String object) throws Exception {
        try {
            var facets = test.objects.find("test", object).facets();
            return facets.isEmpty() ? "not there" : facets.getFirst().state();
        } catch (HostException _) {
            return "not there";
        }
    }
}
