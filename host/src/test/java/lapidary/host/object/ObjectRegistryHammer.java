package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.facet.Outcome.Replied;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many threads at a few objects: events, short ones and endless ones, against all that ends,
 * changes and deletes what they run in. Nobody waits for ever, and nothing fails but for the
 * reasons there are. {@code -Dlapidary.hammer.rounds=} makes it longer.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ObjectRegistryHammer {
    private static final int ROUNDS = Integer.getInteger("lapidary.hammer.rounds", 60);
    private static final int THREADS = 12;
    private static final String ENDLESS =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
    private static final Set<ErrorCode> EXPECTED =
            Set.of(
                    ErrorCode.FACET_ABORTED,
                    ErrorCode.FACET_NOT_FOUND,
                    ErrorCode.OBJECT_NOT_FOUND,
                    ErrorCode.OVERLOADED);

    @TempDir Path dataDir;

    @Test
    void whatever_is_done_at_once_ends_and_leaves_objects_that_work() throws Exception {
        try (var test = new TestObjects(dataDir)) {
            var threads = hammer(test, ROUNDS);
            awaitAll(test, threads);
            for (String object : List.of("o1", "o2")) {
                for (String facet : List.of("a", "b", "c")) {
                    var outcome = test.fetch(object, facet, "burn/1", "");
                    assertInstanceOf(Replied.class, outcome, object + "/" + facet);
                }
            }
        }
    }

    @Test
    void closing_in_the_middle_of_it_ends_all_that_runs() throws Exception {
        var threads = new ArrayList<Future<?>>();
        try (var test = new TestObjects(dataDir)) {
            threads.addAll(hammer(test, Integer.MAX_VALUE));
            Thread.sleep(1_000);
        }
        for (var thread : threads) {
            thread.get();
        }
    }

    private static List<Future<?>> hammer(TestObjects test, int rounds) {
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        var threads = new ArrayList<Future<?>>();
        for (int i = 0; i < THREADS; i++) {
            var random = new Random(i);
            threads.add(
                    executor.submit(() -> {
                        boolean isOpen = true;
                        for (int round = 0; isOpen && round < rounds; round++) {
                            isOpen = attempt(action(test, random));
                        }
                        return true;
                    }));
        }
        executor.shutdown();
        return threads;
    }

    /** Endless events that nobody of the others happens to abort are aborted here. */
    private static void awaitAll(TestObjects test, List<Future<?>> threads) throws Exception {
        var ended = ConcurrentHashMap.<Future<?>>newKeySet();
        while (ended.size() < threads.size()) {
            for (String facet : List.of("a", "b", "c")) {
                attempt(() -> abort(test, "o1", facet));
                attempt(() -> abort(test, "o2", facet));
            }
            Thread.sleep(20);
            threads.stream().filter(Future::isDone).forEach(ended::add);
        }
        for (var thread : threads) {
            assertEquals(true, thread.get());
        }
    }

    private static Callable<?> action(TestObjects test, Random random) {
        String object = random.nextBoolean() ? "o1" : "o2";
        String facet = List.of("a", "b", "c").get(random.nextInt(3));
        var objects = test.objects;
        return switch (random.nextInt(16)) {
            case 0 -> () -> test.fetch(object, facet, "loop", "");
            case 1 -> () -> test.fetch(object, facet, "sql", ENDLESS);
            case 2 -> () -> objects.sql("test", object, facet, ENDLESS, List.of());
            case 3 -> () -> objects.deleteFacet("test", object, facet);
            case 4 ->
                    () -> {
                        objects.setFacet("test", object, facet, TestObjects.HOSTILE);
                        return true;
                    };
            case 5 ->
                    () -> {
                        objects.delete("test", object);
                        return true;
                    };
            case 6 ->
                    () -> {
                        int bound = random.nextInt(2) == 0 ? 2 : 100;
                        test.declare(new RateLimit(null, null, bound, null));
                        return true;
                    };
            case 7 ->
                    () -> {
                        objects.sweep();
                        return true;
                    };
            case 8, 9, 10 -> () -> abort(test, object, facet);
            default -> () -> test.fetch(object, facet, "burn/" + random.nextInt(1_000_000), "");
        };
    }

    private static boolean abort(TestObjects test, String object, String facet)
            throws InterruptedException {
        test.objects.abortFacet("test", object, facet, "hammered");
        return true;
    }

    /**
     * @return whether the registry is still open
     */
    private static boolean attempt(Callable<?> action) throws Exception {
        try {
            action.call();
            return true;
        } catch (HostException e) {
            if (!EXPECTED.contains(e.code())) {
                throw e;
            }
            return !String.valueOf(e.getMessage()).contains("is stopping");
        }
    }
}
