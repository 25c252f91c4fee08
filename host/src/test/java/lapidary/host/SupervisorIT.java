package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import lapidary.abi.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a namespace's supervisor module may do, and what becomes of it when it goes wrong. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SupervisorIT extends WithTree {
    @Test
    void every_request_to_an_object_is_an_event_of_its_root() {
        var reply = server.post("/o/sup/" + object + "/info", "");
        assertTrue(reply.isOk().body().startsWith("/ "), reply.body());
        assertEquals(404, server.get("/o/sup/" + object).status()); // its own, of the guest
        assertEquals("no such operation", server.get("/o/sup/" + object).body());
        assertEquals("no such operation", server.get("/o/sup/" + object + "/").body());
    }

    @Test
    void a_facet_runs_from_its_start_to_its_abort() {
        assertEquals("0", ask("running/a"));
        assertEquals("-1", ask("fetch/a/events").substring(0, 2));
        assertEquals("0", ask("start/a", TREE));
        assertEquals("1", ask("running/a"));
        assertEquals("200 1", ask("fetch/a/events"));
        assertEquals("0", ask("abort/a", "enough"));
        assertEquals("0", ask("running/a"));
        assertTrue(ask("fetch/a/events").startsWith("-1 the facet is not started: a"));
    }

    @Test
    void a_second_start_changes_nothing() {
        ask("start/a", options("tree", "\"props\": \"first\""));
        assertEquals("0", ask("start/a", options("tree", "\"props\": \"second\"")));
        assertEquals("0", ask("start/a", "{\"module\": \"nobody\"}"));
        assertTrue(ask("fetch/a/info").contains(" first "));
    }

    @Test
    void an_aborted_facet_starts_with_other_code_on_the_same_data() {
        ask("start/a", TREE);
        ask("fetch/a/kv-put/k", "kept");
        ask("abort/a", "another version");
        assertEquals("0", ask("start/a", PLAIN));
        assertEquals("200 kept", ask("fetch/a/kv-get/k"));
    }

    @Test
    void a_started_facet_is_found_again_after_a_restart_of_the_server() {
        ask("start/a", TREE);
        ask("fetch/a/start/b", TREE);
        ask("fetch/a/fetch/b/kv-put/k", "deep");
        server.restart();
        assertEquals("1", ask("running/a"));
        assertEquals("200 200 deep", ask("fetch/a/fetch/b/kv-get/k"));
    }

    @Test
    void a_start_is_kept_where_the_event_traps_after_it() {
        send("start-then-trap/a", TREE).isProblem(500, "GUEST_TRAPPED");
        assertEquals("1", ask("running/a"));
    }

    @Test
    void a_facet_keeps_the_code_that_its_name_meant_at_its_start() {
        server.upload("changing", TestServer.guest("tree")).isOk();
        ask("start/a", options("changing", ""));
        server.upload("changing", TestServer.guest("no-op")).isOk();
        assertEquals("200 1", ask("fetch/a/events"));
    }

    @Test
    void props_env_and_id_reach_a_facet_and_the_id_is_its_parents_by_default() {
        String id = ask("info").split(" ", -1)[1];
        ask("start/a", options("tree", "\"props\": \"p\", \"env\": {\"GREETING\": \"hello\"}"));
        assertEquals("200 /a " + id + " p hello", ask("fetch/a/info"));
        ask("start/b", options("tree", "\"id\": \"mine\""));
        ask("fetch/b/start/c", TREE);
        assertEquals("200 200 /b/c mine  ", ask("fetch/b/fetch/c/info"));
    }

    @Test
    void the_supervisors_own_env_is_that_of_the_namespace_and_it_may_start_facets_as_it_wakes() {
        server.put(
                        "/v1/namespaces/init",
                        "{\"supervisor\": {\"module\": \"tree\", \"env\": {\"START_AT_INIT\":"
                                + " \"{\\\"module\\\": \\\"probe\\\"}\", \"GREETING\": \"hi\"}}}")
                .isOk();
        var reply = server.post("/o/init/x/running/auto", "");
        assertEquals("1", reply.body());
        assertTrue(server.post("/o/init/x/info", "").body().endsWith(" hi"));
    }

    @Test
    void options_are_read_strictly() {
        assertTrue(ask("start/a", "{\"module\": \"tree\", \"modul\": 1}").contains("modul"));
        assertTrue(ask("start/a", "{\"module\": \"tree\", \"modul\": 1}").startsWith("-2 "));
        assertTrue(ask("start/a", "{").startsWith("-2 "));
        assertTrue(ask("start/a", "").startsWith("-2 "));
        assertTrue(ask("start/a", "{}").startsWith("-2 options.module is missing"));
        assertTrue(ask("start/a", "{\"module\": \"nobody\"}").startsWith("-1 "));
        String digest = "sha256:" + "0".repeat(64);
        assertTrue(ask("start/a", "{\"module\": \"" + digest + "\"}").startsWith("-1 "));
        assertTrue(
                ask("start/a", "{\"module\": \"tree\", \"limits\": {\"fuel\": 1}}")
                        .startsWith("-2 unknown field limits.fuel"));
        assertEquals("0", ask("running/a"));
        assertEquals("", ask("list"));
    }

    @Test
    void a_module_that_imports_what_it_is_not_granted_is_not_started() {
        String denied = ask("start/a", "{\"module\": \"tree\"}");
        assertTrue(denied.startsWith("-5 ") && denied.contains("supervisor_facets"), denied);
        ask("start/a", TREE);
        ask("start/plain", options("tree", ""));
        String granted =
                "{\"module\": \"tree\", \"capabilities\": [\"supervisor_facets\","
                        + " \"supervisor_loader\"]}";
        String more = ask("fetch/a/start/b", granted);
        assertTrue(more.startsWith("200 -5 ") && more.contains("supervisor_loader"), more);
        assertEquals("0", ask("start/c", granted));
    }

    @Test
    void names_of_256_bytes_pass_and_of_257_fail_and_so_do_slashes_and_controls() {
        String longest = "n".repeat(254) + "%C3%A9";
        assertEquals("0", ask("start/" + longest, PLAIN));
        assertEquals("1", ask("running/" + longest));
        for (String name :
                new String[] {"n".repeat(257), "", "a%2Fb", "a%00", "a%7F", "%C3", "a%0Ab"}) {
            for (String operation :
                    new String[] {
                        "running/" + name, "start/" + name, "forward/" + name, "fetch/" + name,
                        "call/" + name, "abort/" + name, "delete/" + name, "clone/" + name + "/b",
                        "clone/b/" + name
                    }) {
                String answer = ask(operation, PLAIN);
                assertTrue(answer.startsWith("-2 "), operation + ": " + answer);
            }
        }
        assertEquals(1, ask("list").lines().count());
    }

    @Test
    void a_forwarded_request_is_answered_by_the_facet_with_the_sum_of_the_fuel() {
        ask("start/a", PLAIN);
        var reply = send("forward/a", "the body");
        assertEquals(404, reply.status()); // as the probe says
        assertEquals("no such operation", reply.body());
        ask("abort/a");
        ask("start/a", TREE);
        long own = send("forward/nobody", "").fuel();
        var answered = send("forward/a/fuel", "");
        long childs = Limits.EVENT_FUEL_UNITS_MAX - Long.parseLong(answered.body());
        assertTrue(answered.fuel() > childs + own * 4 / 5, answered.fuel() + ": " + childs);
    }

    @Test
    void what_was_not_read_of_the_body_goes_on_to_the_facet() {
        ask("start/a", PLAIN);
        var reply = send("half-and-forward/a", "abcdef");
        assertEquals("no such operation", reply.body());
        assertEquals("abc", ask("kv-get/half"));
    }

    @Test
    void after_a_forward_the_reply_is_another_s() {
        ask("start/a", PLAIN);
        for (String then : new String[] {"head", "body", "flush"}) {
            assertEquals("no such operation", send("forward-then/a/" + then, "").body());
            assertTrue(ask("kv-get/forwarded").startsWith("0-10 "), ask("kv-get/forwarded"));
        }
        send("forward-then/a/again", "");
        assertTrue(ask("kv-get/forwarded").startsWith("0-2 "));
        assertTrue(ask("reply-then-forward/a").startsWith("mine -2 "));
    }

    @Test
    void nothing_is_forwarded_if_the_event_fails_or_the_facet_is_not_started() {
        ask("start/a", TREE);
        send("forward-then/a/trap", "").isProblem(500, "GUEST_TRAPPED");
        assertEquals("200 1", ask("fetch/a/events"));
        assertTrue(ask("forward/b").startsWith("-1 "));
        send("forward-then/a/abort", "").isProblem(404, "FACET_NOT_FOUND");
    }

    @Test
    void two_facets_of_one_object_work_at_once_and_a_busy_one_holds_up_nobody_else()
            throws Exception {
        assertEquals("0", ask("start/a", TREE));
        assertEquals("0", ask("start/b", TREE));
        var looping = sendLater("forward/a/loop", "");
        await(() -> runs("a"));
        for (int i = 0; i < 5; i++) {
            assertEquals("1", ask("running/b"));
            assertTrue(ask("fetch/b/events").startsWith("200 "));
        }
        assertFalse(looping.isDone());
        server.post(facet("a") + "/abort", "").isOk();
        looping.join().isProblem(409, "FACET_ABORTED");
        assertNotEquals("", ask("list"));
    }

    private boolean runs(String name) {
        return server.get(route())
                .json()
                .path("facets")
                .valueStream()
                .anyMatch(facet ->
                        facet.path("name").asString().equals(name)
                                && facet.path("state").asString().equals("running"));
    }

    @Test
    void a_namespace_has_a_supervisor_module_or_facets_and_both_together_are_refused() {
        server.put(
                        "/v1/namespaces/both",
                        "{\"supervisor\": {\"module\": \"tree\"}, \"facets\": {\"a\": "
                                + PLAIN
                                + "}}")
                .isProblem(400, "REQUEST_INVALID");
        server.put("/v1/namespaces/both", "{\"supervisor\": {}}").isProblem(400, "REQUEST_INVALID");
    }

    @Test
    void a_supervisors_module_is_in_use_and_one_that_is_not_there_is_said_so() {
        server.upload("used", TestServer.guest("tree")).isOk();
        server.put("/v1/namespaces/uses", "{\"supervisor\": {\"module\": \"used\"}}").isOk();
        assertEquals(
                "module used is in use: namespace uses refers to it in supervisor.module",
                server.delete("/v1/modules/used").isProblem(409, "MODULE_IN_USE").detail());
        server.put("/v1/namespaces/absent", "{\"supervisor\": {\"module\": \"absent\"}}").isOk();
        server.get("/o/absent/x/").isProblem(404, "MODULE_NOT_FOUND");
    }

    @Test
    void new_code_under_the_supervisors_name_takes_over_and_its_facets_stay_started() {
        server.upload("boss", TestServer.guest("tree")).isOk();
        server.put("/v1/namespaces/boss", "{\"supervisor\": {\"module\": \"boss\"}}").isOk();
        server.post("/o/boss/x/start/a", TREE).isOk();
        server.post("/o/boss/x/kv-put/k", "root's").isOk();
        server.upload("boss", TestServer.guestLike("tree", "another")).isOk();
        assertEquals("1", server.post("/o/boss/x/running/a", "").body());
        assertEquals("root's", server.post("/o/boss/x/kv-get/k", "").body());
    }

    @Test
    void a_namespace_changes_its_supervisor_and_no_data_is_lost() {
        String ns = "/v1/namespaces/switch";
        server.put(ns, "{\"facets\": {\"app\": " + TREE + "}}").isOk();
        server.post("/o/switch/x/app/kv-put/k", "before").isOk();
        server.put(ns, "{\"supervisor\": {\"module\": \"tree\"}}").isOk();
        assertEquals("0", server.post("/o/switch/x/running/app", "").body());
        assertEquals("app\n", server.post("/o/switch/x/list", "").body());
        server.post("/o/switch/x/start/app", TREE).isOk();
        assertEquals("200 before", server.post("/o/switch/x/fetch/app/kv-get/k", "").body());
        server.post("/o/switch/x/kv-put/root", "root's").isOk();
        server.put(ns, "{\"facets\": {\"app\": " + TREE + "}}").isOk();
        assertEquals("before", server.post("/o/switch/x/app/kv-get/k", "").body());
        server.put(ns, "{\"supervisor\": {\"module\": \"tree\"}}").isOk();
        assertEquals("root's", server.post("/o/switch/x/kv-get/root", "").body());
    }

    @Test
    void an_object_is_deleted_while_its_supervisor_waits_for_a_facet_that_never_returns()
            throws Exception {
        ask("start/a", TREE);
        var waiting = sendLater("fetch/a/loop", "");
        await(() -> runs("a"));
        server.delete(route()).isOk();
        waiting.join().isProblem(409, "FACET_ABORTED");
        assertEquals("", ask("list"));
    }

    @Test
    void another_namespace_s_modules_do_not_exist_for_a_guest() {
        server.upload("other--app", TestServer.guest("probe")).isOk();
        server.upload("sup--app", TestServer.guest("probe")).isOk();
        String absent = ask("start/a", "{\"module\": \"other--app\"}");
        assertEquals("-1 the facet's module is not there: other--app", absent);
        assertEquals("0", ask("start/a", "{\"module\": \"sup--app\"}"));
    }

    @Test
    void a_client_that_vanishes_leaves_nothing_half_made() throws Exception {
        ask("start/a", TREE);
        String body = "x".repeat(100_000);
        try (var socket = server.socket()) {
            socket.getOutputStream()
                    .write(
                            ("POST /o/sup/"
                                            + object
                                            + "/fetch/a/kv-put/k HTTP/1.1\r\nHost: x\r\n"
                                            + "Content-Length: "
                                            + body.length()
                                            + "\r\n\r\n"
                                            + body.substring(0, 70_000))
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        assertEquals("200 ", ask("fetch/a/kv-get/k"));
        try (var socket = server.socket()) {
            socket.getOutputStream()
                    .write(
                            ("POST /o/sup/"
                                            + object
                                            + "/fetch/a/kv-put/k HTTP/1.1\r\nHost: x\r\n"
                                            + "Content-Length: 3\r\n\r\nall")
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        } // gone before the reply; the event is not
        await(() -> ask("fetch/a/kv-get/k").equals("200 all"));
    }

    @Test
    void a_root_that_is_aborted_takes_the_child_that_it_waits_for_with_it() throws Exception {
        ask("start/a", TREE);
        var waiting = sendLater("call/a/loop", "");
        await(() -> runs("a"));
        server.post(facet("~") + "/abort", "").isOk();
        waiting.join().isProblem(409, "FACET_ABORTED");
        assertEquals("0", ask("running/a"));
        ask("start/a", TREE);
        assertEquals("200 fine", ask("call/a/echo", "fine"));
    }

    @Test
    void a_forwarded_facet_forwards_to_one_below_it() {
        ask("start/a", TREE);
        ask("fetch/a/start/b", TREE);
        assertEquals("deep", send("forward/a/forward/b/echo", "deep").isOk().body());
    }

    @Test
    void an_alarm_of_the_root_rings() throws Exception {
        ask("alarm/1");
        await(() -> ask("kv-get/rang").equals("rang "));
    }
}
