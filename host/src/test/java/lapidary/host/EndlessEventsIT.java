package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events that do not end: others are served meanwhile, and whoever may ends them. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndlessEventsIT {
    private static final String SQL =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
    private static final String OPERATOR_SQL = "{\"sql\": \"" + SQL + "\"}";

    @TempDir Path dataDir;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.withProbe(dataDir);
        server.upload("hostile", TestServer.guest("hostile")).isOk();
        server.upload("start-loop", TestServer.guest("start-loop")).isOk();
        server.put(
                        "/v1/namespaces/hostile",
                        """
                        {"facets": {"app": {"module": "hostile"},
                                    "init": {"module": "hostile", "env": {"ENDLESS_INIT": "1"}},
                                    "start": {"module": "start-loop"}}}
                        """)
                .isOk();
    }

    @AfterEach
    void stop() {
        requests.close();
        server.close();
    }

    @Test
    void sixteen_of_them_keep_nobody_from_being_served_and_all_can_be_aborted() throws Exception {
        var endless = new ArrayList<Future<TestServer.Reply>>();
        for (int i = 0; i < 8; i++) {
            endless.add(post("/o/hostile/loop-" + i + "/app/loop", ""));
            endless.add(post("/o/hostile/sql-" + i + "/app/sql", SQL));
        }
        for (int i = 0; i < 20; i++) {
            server.get("/health/live").isOk();
            server.probe("light", "kv-put/key", "value").isOk();
            assertEquals("value", server.probe("light", "kv-get/key", "").body());
        }
        for (int i = 0; i < 8; i++) {
            abort("loop-" + i, "app").isOk();
            abort("sql-" + i, "app").isOk();
        }
        for (var event : endless) {
            var reply = event.get().isProblem(409, "FACET_ABORTED");
            assertTrue(reply.detail().contains("the operator asked for it"), reply.detail());
        }
    }

    @Test
    void whatever_keeps_an_event_busy_it_can_be_aborted() throws Exception {
        for (String operation : new String[] {"loop", "calls", "puts", "logs"}) {
            var event = post("/o/hostile/one/app/" + operation, "");
            abortUntilEnded("one", "app", event);
            event.get().isProblem(409, "FACET_ABORTED");
        }
        for (String facet : new String[] {"init", "start"}) {
            var event = post("/o/hostile/one/" + facet + "/", "");
            abortUntilEnded("one", facet, event);
            event.get().isProblem(409, "FACET_ABORTED");
        }
        var sql = post("/v1/namespaces/hostile/objects/one/facets/app/sql", OPERATOR_SQL);
        abortUntilEnded("one", "app", sql);
        sql.get().isProblem(409, "FACET_ABORTED");
    }

    @Test
    void deleting_what_runs_ends_it() throws Exception {
        var loop = post("/o/hostile/doomed/app/loop", "");
        var sql = post("/v1/namespaces/hostile/objects/doomed/facets/init/sql", OPERATOR_SQL);
        while (server.get("/v1/namespaces/hostile/objects/doomed").json().path("facets").size()
                < 2) {
            Thread.sleep(5);
        }
        Thread.sleep(50);
        server.delete("/v1/namespaces/hostile/objects/doomed").isOk();
        loop.get().isProblem(409, "FACET_ABORTED");
        sql.get().isProblem(409, "FACET_ABORTED");
    }

    @Test
    void a_busy_facet_does_not_keep_others_of_its_object_from_starting() throws Exception {
        var loop = post("/o/hostile/shared/app/loop", "");
        var waiting = post("/o/hostile/shared/app/burn/1", "");
        var setting =
                requests.submit(() ->
                        server.put(
                                "/v1/namespaces/hostile/objects/shared/facets/init",
                                "{\"module\": \"hostile\"}"));
        setting.get().isOk();
        server.post("/o/hostile/shared/init/burn/1", "").isOk();
        abort("shared", "app").isOk();
        loop.get().isProblem(409, "FACET_ABORTED");
        waiting.get();
    }

    @Test
    void what_waits_for_a_busy_facet_holds_eight_mebibytes_and_more_is_refused() throws Exception {
        var loop = post("/o/hostile/full/app/loop", "");
        var waiting = new ArrayList<Future<TestServer.Reply>>();
        String body = "x".repeat(64 << 10); // of each, so much is read before it waits
        for (int i = 0; i < 200; i++) {
            waiting.add(post("/o/hostile/full/app/burn/1", body));
        }
        while (waiting.stream().noneMatch(EndlessEventsIT::isRefused)) {
            Thread.sleep(5);
        }
        while (!waiting.stream().allMatch(Future::isDone)) {
            abort("full", "app");
            Thread.sleep(50);
        }
        loop.get().isProblem(409, "FACET_ABORTED");
        int refused = 0;
        for (var event : waiting) {
            if (isRefused(event)) {
                var reply = event.get().isProblem(503, "FACET_BUSY");
                assertEquals("1", reply.header("Retry-After").orElse(""));
                assertTrue(reply.detail().contains("bytes waiting"), reply.detail());
                refused++;
            }
        }
        assertTrue(refused > 0 && refused < 200, refused + " were refused");
    }

    private static boolean isRefused(Future<TestServer.Reply> event) {
        return event.isDone() && event.resultNow().status() == 503;
    }

    private Future<TestServer.Reply> post(String path, String body) {
        return requests.submit(() -> server.post(path, body));
    }

    /** The first abort may come before the event does. */
    private void abortUntilEnded(String object, String facet, Future<?> event)
            throws InterruptedException {
        while (!event.isDone()) {
            Thread.sleep(50);
            abort(object, facet);
        }
    }

    private TestServer.Reply abort(String object, String facet) {
        return server.post(
                "/v1/namespaces/hostile/objects/" + object + "/facets/" + facet + "/abort", "");
    }
}
