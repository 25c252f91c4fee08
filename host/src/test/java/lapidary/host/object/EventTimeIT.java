package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lapidary.abi.Limits;
import lapidary.host.error.HostException;
import lapidary.host.facet.Outcome.Trapped;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However slowly an event burns its fuel, it ends after a quarter of an hour. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventTimeIT {
    private static final String ENDLESS =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
    private static final String TOO_LONG = "the event ran for more than 900000 ms";

    @TempDir Path dataDir;

    @Test
    void wasm_and_sql_and_a_wake_end_when_their_time_is_over() throws Exception {
        try (var test = new TestObjects(dataDir)) {
            for (String operation : List.of("loop", "calls", "sql")) {
                var ended = late(test, () -> test.fetch("o", "a", operation, ENDLESS));
                var trapped = assertInstanceOf(Trapped.class, ended.get());
                assertTrue(trapped.reason().contains(TOO_LONG), trapped.reason());
            }
        }
    }

    @Test
    void operators_sql_ends_when_its_time_is_over() throws Exception {
        try (var test = new TestObjects(dataDir)) {
            var ended = late(test, () -> test.objects.sql("test", "o", "a", ENDLESS, List.of()));
            try {
                throw new AssertionError(ended.get().toString());
            } catch (ExecutionException e) {
                var refused = assertInstanceOf(HostException.class, e.getCause());
                assertEquals("GUEST_TRAPPED", refused.code().name());
                assertEquals(TOO_LONG, refused.details().get("trap"));
            }
        }
    }

    /** Runs an event, and puts its clock forward, again and again until it has noticed. */
    private static <T> Future<T> late(TestObjects test, Callable<T> event) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = executor.submit(event);
            while (!running.isDone()) {
                Thread.sleep(20);
                test.skippedNanos.addAndGet(
                        TimeUnit.MILLISECONDS.toNanos(Limits.EVENT_WALL_MILLIS_MAX + 1));
            }
            return running;
        }
    }
}
