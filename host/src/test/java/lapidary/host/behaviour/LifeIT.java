package lapidary.host.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a facet while others, clients or operators do something at the same time. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LifeIT {
    private static final int CLIENTS = 16;

    @TempDir static Path dataDir;
    private static BehaveServer server;

    @BeforeAll
    static void start() {
        server = new BehaveServer(dataDir);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void simultaneous_first_requests_build_one_instance() throws Exception {
        var ready = new CountDownLatch(CLIENTS);
        List<Future<String>> replies = new ArrayList<>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                replies.add(
                        clients.submit(() -> {
                            ready.countDown();
                            ready.await();
                            return server.result("first", "app", "event-number");
                        }));
            }
        }
        var numbers = replies.stream().map(Future::resultNow).map(Integer::valueOf).sorted();
        assertEquals(IntStream.rangeClosed(1, CLIENTS).boxed().toList(), numbers.toList());
    }

    @Test
    void a_facet_that_trapped_does_not_break_its_siblings() {
        server.run("siblings", "other", "kv.put 'k' 'kept'").isOk();
        assertEquals("2", server.result("siblings", "other", "event-number"));
        server.run("siblings", "app", "trap").isProblem(500, "GUEST_TRAPPED");
        assertEquals("3", server.result("siblings", "other", "event-number"));
        assertEquals("'kept'", server.result("siblings", "other", "kv.get 'k'"));
        assertEquals("1", server.result("siblings", "app", "event-number"));
    }

    @Test
    void the_same_name_in_two_objects_is_two_facets() {
        server.run("one", "kv.put 'k' 'of one'").isOk();
        server.run("two", "kv.put 'k' 'of two'").isOk();
        assertEquals("'of one'", server.result("one", "app", "kv.get 'k'"));
        assertEquals("'of two'", server.result("two", "app", "kv.get 'k'"));
    }

    @Test
    void an_abort_drops_what_is_not_committed_keeps_the_rest_and_gives_its_reason()
            throws Exception {
        server.run("aborted", "kv.put 'k' 'committed'").isOk();
        String facet = "/v1/namespaces/behave/objects/aborted/facets/app";
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = clients.submit(() -> server.run("aborted", "kv.put 'k' 'dropped'\nspin"));
            while (!running.isDone()) {
                server.http.post(facet + "/abort", ""); // the first may come before the event
                Thread.sleep(50);
            }
            var problem = running.get().isProblem(409, "FACET_ABORTED");
            assertTrue(problem.detail().contains("the operator asked for it"), problem.detail());
        }
        assertEquals("'committed'", server.result("aborted", "app", "kv.get 'k'"));
    }

    @Test
    void an_alarm_that_became_due_while_no_server_ran_fires_at_the_start(@TempDir Path own)
            throws Exception {
        try (var before = new BehaveServer(own)) {
            before.run("o", "kv.put 'alarm' 'alarm.scheduled_at'\nalarm.set +1000").isOk();
        }
        Thread.sleep(1_100);
        try (var after = new BehaveServer(own)) {
            while (!after.result("o", "app", "kv.get 'ran'").equals("'passed\\n'")) {
                Thread.sleep(50);
            }
            assertEquals("none", after.result("o", "app", "alarm.get"));
        }
    }

    @Test
    void what_a_facet_keeps_survives_a_restart_of_the_server() {
        server.run("kept", "sql CREATE TABLE t (a); INSERT INTO t VALUES (7)\nkv.put 'k' 'v'")
                .isOk();
        server.run("kept", "alarm.set 4102444800000").isOk();
        server.http.restart();
        assertEquals("7", server.result("kept", "app", "sql SELECT a FROM t"));
        assertEquals("'v'", server.result("kept", "app", "kv.get 'k'"));
        assertEquals("4102444800000", server.result("kept", "app", "alarm.get"));
    }
}
