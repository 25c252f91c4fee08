package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a namespace may be asked for, and that another does not notice. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RateLimitIT {
    @TempDir static Path dataDir;
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.withProbe(dataDir);
        server.upload("hostile", TestServer.guest("hostile")).isOk();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void more_requests_than_granted_are_refused_until_it_is_time() {
        limit("requests", "\"requestsPerSecond\": 0.01");
        server.post("/o/requests/o/app/burn/1", "").isOk();
        var refused = server.post("/o/requests/o/app/burn/1", "").isProblem(429, "RATE_LIMITED");
        long after = Long.parseLong(refused.header("Retry-After").orElse(""));
        assertTrue(after > 60 && after <= 100, "Retry-After: " + after);
        server.post("/v1/namespaces/requests/objects/o/facets/app/sql", "{\"sql\": \"SELECT 1\"}")
                .isProblem(429, "RATE_LIMITED");
        server.probe("neighbour", "events", "").isOk();
        limit("requests", "\"requestsPerSecond\": 1000000");
        server.post("/o/requests/o/app/burn/1", "").isOk();
    }

    @Test
    void fuel_is_taken_after_the_event_and_a_debt_is_refused_until_it_is_paid() {
        limit("fuel", "\"fuelPerSecond\": 10000");
        long burned = server.post("/o/fuel/o/app/burn/100000", "").isOk().fuel();
        var refused = server.post("/o/fuel/o/app/burn/1", "").isProblem(429, "RATE_LIMITED");
        long after = Long.parseLong(refused.header("Retry-After").orElse(""));
        // The wake before it was billed, too.
        assertTrue(after <= burned / 10_000 + 30, after + " s for " + burned);
        assertTrue(after >= burned / 10_000 - 60, after + " s for " + burned);
        server.probe("neighbour", "events", "").isOk();
    }

    @Test
    void fuel_of_operators_sql_counts_too() {
        limit("operated", "\"fuelPerSecond\": 10");
        String sql = "/v1/namespaces/operated/objects/o/facets/app/sql";
        server.post(sql, "{\"sql\": \"SELECT 1\"}").isOk();
        server.post(sql, "{\"sql\": \"SELECT 1\"}").isProblem(429, "RATE_LIMITED");
    }

    @Test
    void an_event_too_many_waits_and_an_abort_reaches_it() throws Exception {
        limit("single", "\"concurrentEvents\": 1");
        try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
            var endless = requests.submit(() -> server.post("/o/single/a/app/loop", ""));
            while (server.get("/v1/namespaces/single/objects/a").status() == 404) {
                Thread.sleep(5);
            }
            Thread.sleep(100);
            var waits = requests.submit(() -> server.post("/o/single/b/app/burn/1", ""));
            while (!waits.isDone()) { // the first aborts may come before the event does
                var _ = abort("single", "b");
                Thread.sleep(5);
            }
            waits.get();
            server.probe("neighbour", "events", "").isOk();
            abort("single", "a").isOk();
            endless.get().isProblem(409, "FACET_ABORTED");
            server.post("/o/single/b/app/burn/1", "").isOk();
        }
    }

    @Test
    void no_more_events_wait_than_may_and_one_is_told_to_come_again() throws Exception {
        limit("queue", "\"queuedEvents\": 2");
        try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
            var events = new ArrayList<Future<TestServer.Reply>>();
            for (int i = 0; i < 8; i++) {
                events.add(requests.submit(() -> server.post("/o/queue/o/app/loop", "")));
            }
            int refused = 0;
            while (refused < 5) {
                refused = 0;
                for (var event : events) {
                    if (event.isDone()) {
                        event.get().isProblem(503, "OVERLOADED");
                        assertEquals("1", event.get().header("Retry-After").orElse(""));
                        refused++;
                    }
                }
                Thread.sleep(10);
            }
            server.probe("neighbour", "events", "").isOk();
            abort("queue", "o").isOk();
            long aborted = 0;
            for (var event : events) {
                aborted += event.get().code().equals("FACET_ABORTED") ? 1 : 0;
            }
            assertEquals(3, aborted);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    requestsPerSecond | 0
                    requestsPerSecond | -1
                    requestsPerSecond | 1e999
                    requestsPerSecond | "much"
                    fuelPerSecond     | 0
                    fuelPerSecond     | -0.5
                    concurrentEvents  | 0
                    concurrentEvents  | 1.5
                    queuedEvents      | -1
                    queuedEvents      | 100001
                    """)
    void what_cannot_be_is_refused_by_name(String field, String value) {
        var problem =
                server.put(
                        "/v1/namespaces/wrong",
                        "{\"rateLimit\": {\"" + field + "\": " + value + "}}");
        problem.isProblem(400, "REQUEST_INVALID");
        assertTrue(problem.detail().contains("rateLimit." + field), problem.detail());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    fuelPerEvent | 0
                    fuelPerEvent | -1
                    memoryBytes  | -1
                    memoryBytes  | 1.5
                    storageBytes | -1
                    storageBytes | "all"
                    subrequests  | 1001
                    """)
    void a_limit_that_cannot_be_is_refused_by_name(String field, String value) {
        String limits = "\"limits\": {\"" + field + "\": " + value + "}";
        var ofNamespace = server.put("/v1/namespaces/wrong", "{" + limits + "}");
        ofNamespace.isProblem(400, "REQUEST_INVALID");
        assertTrue(ofNamespace.detail().contains("limits." + field), ofNamespace.detail());
        var ofFacet =
                server.put(
                        "/v1/namespaces/wrong",
                        "{\"facets\": {\"f\": {\"module\": \"probe\", " + limits + "}}}");
        ofFacet.isProblem(400, "REQUEST_INVALID");
        assertTrue(ofFacet.detail().contains("facets.f.limits." + field), ofFacet.detail());
    }

    @Test
    void a_rate_limit_is_kept_as_it_was_set() {
        limit("kept", "\"requestsPerSecond\": 2.5, \"queuedEvents\": 7");
        var limit = server.get("/v1/namespaces/kept").json().path("rateLimit");
        assertEquals("{\"requestsPerSecond\":2.5,\"queuedEvents\":7}", limit.toString());
    }

    private static void limit(String namespace, String limits) {
        server.put(
                        "/v1/namespaces/" + namespace,
                        "{\"facets\": {\"app\": {\"module\": \"hostile\"}}, \"rateLimit\": {"
                                + limits
                                + "}}")
                .isOk();
    }

    private static TestServer.Reply abort(String namespace, String object) {
        return server.post(
                "/v1/namespaces/" + namespace + "/objects/" + object + "/facets/app/abort", "");
    }
}
