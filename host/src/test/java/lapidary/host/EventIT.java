package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What an event sees, what it leaves behind, and how it ends. */
class EventIT extends WithProbe {
    private static final String NOT_THERE = "-1 there is no such key";

    @Test
    void the_guest_sees_method_url_headers_and_body_as_they_came() {
        var reply =
                server.send(
                        server.request("/o/test/x%20y/app/echo/a%2Fb//c?q=1%7C2&q")
                                .header("X-Mine", "yes")
                                .header("Authorization", "Bearer secret")
                                .method(
                                        "PATCH",
                                        java.net.http.HttpRequest.BodyPublishers.ofString("body")));
        var lines = reply.isOk().body().lines().toList();
        assertEquals("PATCH http://x%20y.test/echo/a%2Fb//c?q=1%7C2&q", lines.getFirst());
        assertTrue(lines.contains("x-mine: yes"), reply.body());
        assertTrue(lines.stream().noneMatch(line -> line.contains("secret")), reply.body());
        assertTrue(lines.stream().noneMatch(line -> line.startsWith("connection:")), reply.body());
        assertEquals("body", lines.getLast());
    }

    @Test
    void every_reply_tells_its_fuel_and_its_request() {
        var reply = server.probe("fuel", "events", "");
        assertTrue(reply.fuel() > 0);
        assertTrue(reply.header("Lapidary-Request-Id").isPresent());
        var problem = server.probe("fuel", "put-then-trap", "");
        assertTrue(problem.fuel() > 0);
        assertTrue(problem.header("Lapidary-Request-Id").isPresent());
    }

    @Test
    void a_problem_on_a_guests_origin_is_sandboxed_too() {
        for (var problem :
                List.of(
                        server.probe("sandbox", "put-then-trap", ""),
                        server.get("/o/test/sandbox/nothing/"))) {
            assertEquals(
                    List.of("sandbox allow-scripts allow-forms allow-popups"),
                    problem.response().headers().allValues("content-security-policy"));
        }
    }

    @Test
    void equal_events_on_equal_data_burn_equal_fuel() {
        long first = server.probe("equal-1", "kv-put/key", "value").fuel();
        assertEquals(first, server.probe("equal-2", "kv-put/key", "value").fuel());
        long read = server.probe("equal-1", "kv-get/key", "").fuel();
        assertEquals(read, server.probe("equal-2", "kv-get/key", "").fuel());
        assertEquals(read, server.probe("equal-1", "kv-get/key", "").fuel());
    }

    @Test
    void what_an_event_wrote_is_undone_when_it_traps() {
        var problem = server.probe("trap", "put-then-trap", "").isProblem(500, "GUEST_TRAPPED");
        assertEquals("unreachable", problem.json().path("trap").asString());
        assertEquals("lap_export_fetch", problem.json().path("function").asString());
        assertEquals(NOT_THERE, server.probe("trap", "kv-get/doomed", "").body());
    }

    @Test
    void a_wake_that_runs_out_of_fuel_says_that_it_was_the_wake() {
        server.put(
                        "/v1/namespaces/tired",
                        """
                        {"facets": {"app": {"module": "probe", "limits": {"fuelPerEvent": 50000}}}}
                        """)
                .isOk();
        var problem = server.post("/o/tired/o/app/events", "").isProblem(503, "FUEL_EXHAUSTED");
        assertTrue(
                problem.detail().startsWith("the facet's wake burned the 50000 units"),
                problem.detail());
        assertEquals(50_000, problem.fuel());
    }

    @Test
    void an_event_that_runs_out_of_fuel_is_undone_and_the_facet_goes_on() {
        server.put(
                        "/v1/namespaces/poor",
                        """
                        {"facets": {"app": {"module": "probe", "limits": {"fuelPerEvent": 5000000}}}}
                        """)
                .isOk();
        var problem =
                server.post("/o/poor/o/app/put-then-loop", "").isProblem(503, "FUEL_EXHAUSTED");
        assertEquals(5_000_000, problem.fuel());
        assertEquals(5_000_000, problem.json().path("fuelLimit").asLong());
        assertTrue(problem.header("Retry-After").isEmpty(), "it would only burn it again");
        assertEquals(NOT_THERE, server.post("/o/poor/o/app/kv-get/doomed", "").body());
    }

    @Test
    void an_access_outside_memory_and_a_slice_outside_it_trap() {
        server.probe("slices", "outside", "").isProblem(500, "GUEST_TRAPPED");
        var problem = server.probe("slices", "bad-slice", "").isProblem(500, "GUEST_TRAPPED");
        assertEquals("slice outside memory", problem.json().path("trap").asString());
    }

    @Test
    void an_empty_slice_lies_anywhere() {
        assertEquals(NOT_THERE, server.probe("slices", "empty-slice", "").body());
    }

    @Test
    void endless_recursion_traps() {
        server.probe("deep", "recurse", "").isProblem(500, "GUEST_TRAPPED");
    }

    @Test
    void memory_grows_to_its_limit_and_not_beyond() {
        assertTrue(server.probe("grow", "grow/100", "").body().matches("[0-9]+"));
        assertTrue(server.probe("grow", "grow/2048", "").body().startsWith("-1"));
    }

    @Test
    void a_guest_that_exits_with_0_has_done_well_and_any_other_code_fails_it() {
        assertEquals("exited", server.probe("exit", "put-then-exit/0", "").isOk().body());
        assertEquals("0", server.probe("exit", "kv-get/exited", "").body());
        server.probe("exit", "put-then-exit/3", "").isProblem(500, "GUEST_FAILED");
        assertEquals("0", server.probe("exit", "kv-get/exited", "").body());
    }

    @Test
    void a_facet_knows_who_it_is_and_what_it_was_given() {
        server.put(
                        "/v1/namespaces/info",
                        """
                        {"facets": {"app": {"module": "probe", "props": "given", "id": "my id",
                                            "env": {"GREETING": "good day"}}}}
                        """)
                .isOk();
        assertEquals(
                List.of("info", "object", "my id", "/app", "given", "good day"),
                server.post("/o/info/object/app/info", "").body().lines().toList());
    }

    @Test
    void keys_are_put_read_listed_and_deleted() {
        for (String key : List.of("b", "a", "ab")) {
            assertEquals("0", server.probe("kv", "kv-put/" + key, "v-" + key).body());
        }
        assertEquals("v-ab", server.probe("kv", "kv-get/ab", "").body());
        assertEquals("a=v-a\nab=v-ab\n", server.probe("kv", "kv-list/a", "").body());
        assertEquals("1", server.probe("kv", "kv-delete/a", "").body());
        assertEquals("0", server.probe("kv", "kv-delete/a", "").body().substring(0, 1));
    }

    @Test
    void sql_of_a_guest_reaches_its_own_database_and_nothing_else() {
        assertEquals(
                "",
                server.probe("sql", "sql", "CREATE TABLE t (a); INSERT INTO t VALUES (7)").body());
        assertEquals("7\n", server.probe("sql", "sql", "SELECT a FROM t").body());
        for (String denied :
                List.of(
                        "ATTACH 'x' AS y",
                        "PRAGMA journal_mode = DELETE",
                        "SELECT * FROM _LAP_kv",
                        "BEGIN",
                        "/* */ VACUUM",
                        "SELECT load_extension('x')",
                        "CREATE TEMP TABLE x (y)")) {
            assertTrue(server.probe("sql", "sql", denied).body().startsWith("-5 "), denied);
        }
        assertTrue(server.probe("sql", "sql", "SELEC 1").body().startsWith("-4 "));
        assertTrue(server.probe("other", "sql", "SELECT a FROM t").body().startsWith("-4 "));
    }

    @Test
    void delete_all_empties_the_facet_and_leaves_it_usable() {
        server.probe("wipe", "sql", "CREATE TABLE t (a); INSERT INTO t VALUES (1)").isOk();
        server.probe("wipe", "kv-put/key", "value").isOk();
        assertEquals("0", server.probe("wipe", "delete-all", "").body());
        assertEquals(NOT_THERE, server.probe("wipe", "kv-get/key", "").body());
        assertTrue(server.probe("wipe", "sql", "SELECT * FROM t").body().startsWith("-4 "));
        assertEquals("", server.probe("wipe", "sql", "CREATE TABLE t (a)").body());
    }

    @Test
    void chance_and_the_clock_differ_between_events() {
        String first = server.probe("chance", "random", "").body();
        assertNotEquals(first, server.probe("chance", "random", "").body());
    }

    @Test
    void a_reply_has_the_guests_headers_but_for_those_that_are_the_hosts() {
        var reply = server.probe("headers", "headers", "");
        assertEquals(201, reply.status());
        var headers = reply.response().headers();
        assertEquals(List.of("a=1", "b=2"), headers.allValues("set-cookie"));
        assertEquals(
                List.of("default-src *", "sandbox allow-scripts allow-forms allow-popups"),
                headers.allValues("content-security-policy"));
        assertEquals("nosniff", reply.header("x-content-type-options").orElse(""));
        assertTrue(reply.header("service-worker-allowed").isEmpty());
        assertNotEquals(7, reply.fuel());
        assertEquals("value", reply.header("x-own").orElse(""));
    }

    @Test
    void a_header_that_would_split_the_reply_is_refused() {
        assertTrue(server.probe("headers", "header-value", "").body().startsWith("-2 "));
        assertTrue(server.probe("headers", "header-name", "").body().startsWith("-2 "));
        assertTrue(server.probe("headers", "status/99", "").body().startsWith("-2 "));
        assertTrue(server.probe("headers", "status/600", "").body().startsWith("-2 "));
        assertEquals(418, server.probe("headers", "status/418", "").status());
        assertEquals(204, server.probe("headers", "status/204", "").status());
    }

    @Test
    void a_head_request_gets_the_length_and_no_body() throws IOException {
        String reply =
                server.raw(
                        """
                        HEAD /o/test/head/app/echo HTTP/1.1\r
                        Host: h\r
                        Connection: close\r
                        \r
                        """);
        assertTrue(reply.startsWith("HTTP/1.1 200"), reply);
        assertTrue(reply.endsWith("\r\n\r\n"), reply);
        assertTrue(reply.toLowerCase(Locale.ROOT).contains("\r\ncontent-length: "), reply);
    }

    @Test
    void what_was_flushed_arrives_in_parts_and_is_committed() {
        var reply = server.probe("flush", "flush", "").isOk();
        assertEquals("first\nsecond\n", reply.body());
        assertEquals("yes", server.probe("flush", "kv-get/after", "").body());
    }

    @Test
    void a_flush_is_a_commit_point_that_a_later_trap_does_not_undo() {
        try {
            server.probe("half", "flush-then-trap", "");
            throw new AssertionError("the reply should have broken off");
        } catch (java.io.UncheckedIOException _) {
            // it broke off, which is how a client learns that it is not whole
        }
        assertEquals("yes", server.probe("half", "kv-get/flushed", "").body());
        assertEquals(NOT_THERE, server.probe("half", "kv-get/after", "").body());
    }

    @Test
    void a_reply_of_32_mib_is_sent_and_a_byte_more_is_refused() {
        assertEquals(32 << 20, server.probe("big", "big/" + (32 << 20), "").isOk().body().length());
        server.probe("big", "big/" + ((32 << 20) + 1), "").isProblem(500, "GUEST_TRAPPED");
    }

    @Test
    void a_body_that_the_guest_does_not_read_does_not_harm_the_connection() {
        assertEquals("enough", server.probe("half-body", "half-body", "x".repeat(100_000)).body());
        assertEquals("enough", server.probe("half-body", "half-body", "x".repeat(100_000)).body());
    }

    @Test
    void a_client_that_breaks_off_a_short_body_reaches_no_guest_and_harms_nobody()
            throws IOException {
        String reply =
                server.raw(
                        """
                        POST /o/test/cut/app/kv-put/key HTTP/1.1\r
                        Host: h\r
                        Content-Length: 100\r
                        \r
                        half\
                        """);
        assertTrue(reply.contains("BODY_INCOMPLETE"), reply);
        assertEquals(NOT_THERE, server.probe("cut", "kv-get/key", "").body());
    }
}
