package lapidary.host;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls and requests of a supervisor to the facets below it: commits, fuel, failures, waiting. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcIT extends WithTree {
    @BeforeEach
    void startFacet() {
        ask("start/a", TREE);
    }

    @Test
    void a_call_carries_a_payload_and_a_reply() {
        assertEquals("200 payload", ask("call/a/echo", "payload"));
        assertEquals("200 ", ask("call/a/echo", ""));
        assertEquals("200 ", ask("call/a/nothing", "payload"));
        assertEquals("200 ", ask("call/a/nobody-knows-this", ""));
    }

    @Test
    void payloads_and_replies_are_as_large_as_they_may_be() {
        String large = "x".repeat(3 << 20);
        assertEquals("200 " + large, ask("call/a/echo", large));
        String refused = ask("call/a/too-long");
        assertTrue(refused.startsWith("200 -6 "), refused);
    }

    @Test
    void a_call_is_replied_to_once() {
        assertEquals("200 once", ask("call/a/twice"));
        assertTrue(ask("fetch/a/kv-get/twice").startsWith("200 -2 "));
    }

    @Test
    void a_call_that_fails_by_its_own_word_is_undone_and_its_text_arrives() {
        assertEquals("-8 not today", ask("call/a/fail", "not today"));
        assertEquals("200 ", ask("fetch/a/kv-get/doomed"));
        assertTrue(ask("call/a/fail", "two\nlines").startsWith("-8 two lines"));
    }

    @Test
    void a_call_that_traps_is_failed_and_undone() {
        assertTrue(ask("call/a/trap").startsWith("-8 the callee trapped"));
        assertEquals("200 ", ask("fetch/a/kv-get/doomed"));
        assertEquals("200 fine", ask("call/a/echo", "fine"));
    }

    @Test
    void a_facet_without_the_export_is_failed() {
        ask("start/plain", PLAIN);
        String failed = ask("call/plain/echo");
        assertTrue(failed.startsWith("-8 ") && failed.contains("does not export call"), failed);
    }

    @Test
    void a_call_is_no_fetch_and_a_fetch_no_call() {
        assertTrue(ask("call/a/head").startsWith("200 -2 "));
    }

    @Test
    void any_status_of_a_child_is_a_reply() {
        assertEquals("404 status", ask("fetch/a/status/404"));
        assertEquals("503 status", ask("fetch/a/status/503"));
    }

    @Test
    void what_a_child_flushes_is_added_up() {
        assertEquals("200 first second", ask("fetch/a/flush"));
    }

    @Test
    void a_reply_says_what_it_burned_and_the_guest_cannot() {
        String headers = ask("fetch-headers/a/headers");
        var fuel = headers.lines().filter(line -> line.startsWith("lapidary-fuel: ")).toList();
        assertEquals(1, fuel.size(), headers);
        assertTrue(Long.parseLong(fuel.getFirst().substring(15)) > 1_000, headers);
        assertTrue(headers.contains("content-type: text/plain"), headers);
    }

    @Test
    void a_child_sees_who_asks_as_the_caller_says_it() {
        assertEquals("200 /", ask("fetch/a/header/x-from"));
    }

    @Test
    void what_the_caller_wrote_before_is_kept_and_what_came_after_is_undone_with_it() {
        send("put-call-trap/a", "called").isProblem(500, "GUEST_TRAPPED");
        assertEquals("kept", ask("kv-get/before"));
        assertEquals("200 called", ask("fetch/a/kv-get/called"));
        assertEquals("", ask("kv-get/after"));
    }

    @Test
    void between_begin_and_commit_nothing_is_called_or_started() {
        assertTrue(ask("begin-call/a", "x").startsWith("-2 "));
        assertEquals("200 ", ask("fetch/a/kv-get/called"));
        assertTrue(ask("begin-start/b", TREE).startsWith("-2 "));
        assertEquals("0", ask("running/b"));
    }

    @Test
    void cursors_are_closed_by_a_call() {
        assertTrue(ask("cursor-call/a").startsWith("-10 "));
    }

    @Test
    void a_child_burns_what_its_caller_has_left_and_the_caller_pays_for_it() {
        long left = Long.parseLong(ask("call/a/fuel").substring(4));
        long own = Long.parseLong(ask("fuel"));
        assertTrue(left < own, left + " of " + own);
        ask("start/small", options("tree", "\"limits\": {\"fuelPerEvent\": 3000000}"));
        long used = send("call/small/loop", "").fuel();
        assertTrue(used > 3_000_000, "" + used);
        assertTrue(ask("call/small/loop").startsWith("-8 the event burned the 3000000 units"));
    }

    @Test
    void equal_calls_burn_equal_fuel_whether_the_child_had_to_wake_or_not() {
        ask("call/a/echo", "x");
        long awake = send("call/a/echo", "x").fuel();
        server.restart();
        ask("info");
        assertEquals(awake, send("call/a/echo", "x").fuel());
    }

    @Test
    void a_child_that_never_returns_takes_its_caller_s_fuel_and_no_more() {
        server.put(
                        "/v1/namespaces/sup-small",
                        "{\"supervisor\": {\"module\": \"tree\"}, \"limits\": {\"fuelPerEvent\":"
                                + " 100000000}}")
                .isOk();
        server.post("/o/sup-small/x/start/a", TREE).isOk();
        server.post("/o/sup-small/x/call/a/loop", "").isProblem(503, "FUEL_EXHAUSTED");
        assertEquals("1", server.post("/o/sup-small/x/running/a", "").body());
    }

    @Test
    void a_caller_that_waits_for_a_busy_child_is_aborted_at_once() throws Exception {
        var busy = sendLater("forward/a/loop", "");
        await(() -> isAwake("a"));
        var waiting = sendLater("call/a/echo", "x");
        Thread.sleep(200);
        assertFalse(waiting.isDone());
        server.post(facet("~") + "/abort", "").isOk();
        waiting.join().isProblem(409, "FACET_ABORTED");
        busy.join().isProblem(409, "FACET_ABORTED"); // and did not burn all its fuel first
    }

    @Test
    void a_child_is_aborted_and_its_caller_goes_on() throws Exception {
        var waiting = sendLater("call/a/loop", "");
        await(() -> isAwake("a"));
        server.post(facet("a") + "/abort", "").isOk();
        String answer = waiting.join().isOk().body();
        assertTrue(answer.startsWith("-7 "), answer);
        assertEquals("0", ask("running/a"));
    }

    @Test
    void a_deep_call_goes_down_and_its_reply_comes_up() {
        ask("fetch/a/start/b", TREE);
        ask("fetch/a/fetch/b/start/c", TREE);
        assertEquals("200 200 200 deep", ask("fetch/a/fetch/b/call/c/echo", "deep"));
    }

    @Test
    void a_call_and_an_event_of_its_callee_s_own_do_not_wait_for_each_other() throws Exception {
        server.put(
                        "/v1/namespaces/sup-one",
                        "{\"supervisor\": {\"module\": \"tree\"}, \"rateLimit\":"
                                + " {\"concurrentEvents\": 1}}")
                .isOk();
        String x = "/v1/namespaces/sup-one/objects/x";
        server.put(x + "/facets/a", TREE).isOk();
        String text = "x".repeat(100_000);
        var rest = new PipedOutputStream();
        var body = new PipedInputStream(rest, text.length());
        rest.write(text.getBytes(US_ASCII));
        var request =
                server.request("/o/sup-one/x/call/a/echo")
                        .POST(BodyPublishers.ofInputStream(() -> body));
        // the root has the one place, and when its body has ended it wants the turn of a
        var calling = later(() -> server.send(request));
        await(() -> isAwake(x, "~"));
        // of two events of a's own one has that turn and waits for the place, the other queues
        var one = later(() -> server.post(x + "/facets/a/sql", "{\"sql\": \"SELECT 1\"}"));
        var other = later(() -> server.post(x + "/facets/a/sql", "{\"sql\": \"SELECT 1\"}"));
        await(() -> metric("lapidary_events_queued") == 1);
        rest.close();
        assertEquals("200 " + text, calling.join().body());
        one.join().isOk();
        other.join().isOk();
    }

    private static CompletableFuture<TestServer.Reply> later(Supplier<TestServer.Reply> request) {
        return CompletableFuture.supplyAsync(request, Thread::startVirtualThread);
    }

    private boolean isAwake(String name) {
        return isAwake(route(), name);
    }

    private static boolean isAwake(String objectRoute, String name) {
        return server.get(objectRoute)
                .json()
                .path("facets")
                .valueStream()
                .anyMatch(facet ->
                        facet.path("name").asString().equals(name)
                                && facet.path("state").asString().equals("running"));
    }
}
