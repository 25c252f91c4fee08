package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Addresses, names and documents: what is found, and what each wrong one is told. */
class RoutingIT extends WithProbe {
    @Test
    void what_is_not_there_is_told_apart() {
        server.get("/o/nowhere/x/app/").isProblem(404, "NAMESPACE_NOT_FOUND");
        server.get("/o/test/x/nothing/").isProblem(404, "FACET_NOT_FOUND");
        server.get("/o/test/x").isProblem(404, "ROUTE_NOT_FOUND");
        server.get("/nothing").isProblem(404, "ROUTE_NOT_FOUND");
        server.get("/v1/nothing").isProblem(404, "ROUTE_NOT_FOUND");
        server.get("/v1/namespaces/nowhere").isProblem(404, "NAMESPACE_NOT_FOUND");
        server.get("/v1/namespaces/test/objects/nobody").isProblem(404, "OBJECT_NOT_FOUND");
        server.delete("/v1/namespaces/test/objects/nobody").isProblem(404, "OBJECT_NOT_FOUND");
        server.delete("/v1/modules").isProblem(405, "METHOD_NOT_ALLOWED");
    }

    @Test
    void an_objects_name_is_any_text_of_1_to_256_bytes_without_control_characters() {
        for (String name : List.of("a%2Fb", "%F0%9F%92%8E", "%2e%2e", "a%20b", "a".repeat(256))) {
            assertEquals("1", server.probe(name, "events", "").isOk().body(), name);
        }
        for (String name : List.of("", "%00", "a%0Ab", "%7f", "a".repeat(257))) {
            server.probe(name, "events", "").isProblem(400, "NAME_INVALID");
        }
        server.probe("%ff", "events", "").isProblem(400, "REQUEST_INVALID");
        server.probe("%C0%AE", "events", "").isProblem(400, "REQUEST_INVALID");
    }

    @Test
    void a_facets_name_has_at_most_256_bytes() {
        server.get("/o/test/x/" + "f".repeat(257) + "/").isProblem(400, "NAME_INVALID");
        server.get("/o/test/x/a%2Fb/").isProblem(400, "NAME_INVALID");
    }

    @Test
    void a_namespaces_name_is_a_label() {
        for (String name : List.of("..", "A", "-a", "a_b", "%00", "a".repeat(64))) {
            server.put("/v1/namespaces/" + name, "{}").isProblem(400, "NAME_INVALID");
        }
    }

    @Test
    void unknown_fields_are_named() {
        var problem =
                server.put(
                                "/v1/namespaces/n",
                                "{\"facets\": {\"app\": {\"module\": \"m\", \"colour\": 1}}}")
                        .isProblem(400, "REQUEST_INVALID");
        assertTrue(problem.detail().contains("facets.app.colour"), problem.detail());
        problem =
                server.put("/v1/namespaces/n", "{\"facetts\": {}}")
                        .isProblem(400, "REQUEST_INVALID");
        assertTrue(problem.detail().contains("facetts"), problem.detail());
    }

    @Test
    void documents_that_are_not_what_they_should_be_are_refused() {
        for (String body :
                List.of(
                        "",
                        "null",
                        "[]",
                        "{",
                        "{} {}",
                        "{\"facets\": 1}",
                        "{\"facets\": {\"app\": null}}",
                        "{\"facets\": {\"app\": {}}}",
                        "{\"facets\": {\"a/b\": {\"module\": \"m\"}}}",
                        "{\"limits\": {\"memoryBytes\": -1}}",
                        "{\"limits\": {\"memoryBytes\": \"many\"}}",
                        "{\"facets\": {\"app\": {\"module\": \"m\", \"capabilities\": [\"all\"]}}}",
                        "{\"facets\": {}, \"facets\": {}}")) {
            assertEquals(400, server.put("/v1/namespaces/n", body).status(), body);
        }
        server.get("/v1/namespaces/n").isProblem(404, "NAMESPACE_NOT_FOUND");
    }

    @Test
    void a_namespace_is_made_changed_listed_and_deleted() {
        String document = "{\"facets\": {\"app\": {\"module\": \"probe\"}}}";
        assertEquals(201, server.put("/v1/namespaces/made", document).status());
        assertEquals(200, server.put("/v1/namespaces/made", document).status());
        assertEquals(
                "probe",
                server.get("/v1/namespaces/made").json().at("/facets/app/module").asString());
        assertTrue(server.get("/v1/namespaces").body().contains("\"made\""));
        server.post("/o/made/one/app/kv-put/key", "v").isOk();
        server.delete("/v1/namespaces/made").isProblem(409, "NAMESPACE_NOT_EMPTY");
        assertEquals(204, server.delete("/v1/namespaces/made?force=true").status());
        server.get("/v1/namespaces/made").isProblem(404, "NAMESPACE_NOT_FOUND");
        server.put("/v1/namespaces/made", document).isOk();
        assertTrue(server.post("/o/made/one/app/kv-get/key", "").body().startsWith("-1"));
    }

    @Test
    void objects_are_listed_by_prefix_and_page() {
        server.put("/v1/namespaces/many", "{\"facets\": {\"app\": {\"module\": \"probe\"}}}")
                .isOk();
        for (String name : List.of("a1", "a2", "a3", "b1")) {
            server.post("/o/many/" + name + "/app/events", "").isOk();
        }
        var page = server.get("/v1/namespaces/many/objects?prefix=a&limit=2").json();
        assertEquals(List.of("a1", "a2"), page.findValuesAsString("name"));
        assertEquals("a2", page.path("next").asString());
        page = server.get("/v1/namespaces/many/objects?prefix=a&limit=2&after=a2").json();
        assertEquals(List.of("a3"), page.findValuesAsString("name"));
        var one = server.get("/v1/namespaces/many/objects/a1").json();
        assertEquals("app", one.at("/facets/0/name").asString());
        assertEquals("running", one.at("/facets/0/state").asString());
        assertTrue(one.path("bytes").asLong() > 0);
        assertEquals(204, server.delete("/v1/namespaces/many/objects/a1").status());
        server.get("/v1/namespaces/many/objects/a1").isProblem(404, "OBJECT_NOT_FOUND");
    }

    @Test
    void a_facet_can_be_set_on_one_object_changed_and_removed() {
        server.put("/v1/namespaces/own", "{}").isOk();
        String facet = "/v1/namespaces/own/objects/o/facets/mine";
        server.get("/o/own/o/mine/events").isProblem(404, "FACET_NOT_FOUND");
        server.put(facet, "{\"module\": \"absent\"}").isProblem(404, "MODULE_NOT_FOUND");
        server.put(facet, "{\"module\": \"probe\"}").isOk();
        server.post("/o/own/o/mine/kv-put/key", "kept").isOk();
        server.get("/o/own/other/mine/events").isProblem(404, "FACET_NOT_FOUND");
        server.delete("/v1/modules/probe").isProblem(409, "MODULE_IN_USE");
        server.put(facet, "{\"module\": \"probe\", \"props\": \"new\"}").isOk();
        assertTrue(server.post("/o/own/o/mine/info", "").body().contains("new"));
        assertEquals("kept", server.post("/o/own/o/mine/kv-get/key", "").body());
        server.post(facet + "/abort", "").isOk();
        assertEquals("kept", server.post("/o/own/o/mine/kv-get/key", "").body());
        assertEquals(204, server.delete(facet).status());
        server.get("/o/own/o/mine/events").isProblem(404, "FACET_NOT_FOUND");
    }

    @Test
    void a_module_that_needs_a_capability_runs_only_where_it_is_granted() {
        server.upload("supervisor", TestServer.guest("supervisor")).isOk();
        server.put("/v1/namespaces/cap", "{\"facets\": {\"app\": {\"module\": \"supervisor\"}}}")
                .isOk();
        var problem = server.get("/o/cap/o/app/").isProblem(403, "CAPABILITY_DENIED");
        assertEquals("supervisor_facets", problem.json().at("/capabilities/0").asString());
        server.put(
                        "/v1/namespaces/cap",
                        """
                        {"facets": {"app": {"module": "supervisor",
                                            "capabilities": ["supervisor_facets"]}}}
                        """)
                .isOk();
        assertEquals(200, server.get("/o/cap/o/app/").status());
    }

    @Test
    void new_code_under_a_name_takes_over_on_the_same_data() {
        server.upload("swap", TestServer.guest("probe")).isOk();
        server.put("/v1/namespaces/swap", "{\"facets\": {\"app\": {\"module\": \"swap\"}}}").isOk();
        server.post("/o/swap/o/app/kv-put/key", "kept").isOk();
        server.upload("swap", TestServer.guest("no-op")).isOk();
        assertEquals("", server.post("/o/swap/o/app/kv-get/key", "").isOk().body());
        server.upload("swap", TestServer.guest("probe")).isOk();
        assertEquals("kept", server.post("/o/swap/o/app/kv-get/key", "").body());
    }

    @Test
    void sql_from_outside_runs_as_an_event_of_the_facet() {
        String sql = "/v1/namespaces/test/objects/sql/facets/app/sql";
        var reply =
                server.post(
                        sql,
                        """
                        {"sql": "CREATE TABLE t (a, b); INSERT INTO t VALUES (?, ?) RETURNING a, b",
                         "params": [9007199254740993, {"base64": "AQI="}]}
                        """);
        assertEquals(
                "[[\"9007199254740993\",{\"base64\":\"AQI=\"}]]",
                reply.isOk().json().path("rows").toString());
        assertEquals("[\"a\",\"b\"]", reply.json().path("columns").toString());
        assertEquals(1, reply.json().path("rowsWritten").asInt());
        assertTrue(reply.json().path("fuel").asLong() > 0);
        server.post(sql, "{\"sql\": \"SELEC\"}").isProblem(400, "SQL_INVALID");
        server.post(sql, "{\"sql\": \"VACUUM\"}").isProblem(400, "SQL_INVALID");
        server.post(sql, "{\"sql\": \"SELECT ?\", \"params\": []}").isProblem(400, "SQL_INVALID");
        server.post(sql, "{\"params\": []}").isProblem(400, "REQUEST_INVALID");
    }

    @Test
    void an_init_that_traps_fails_its_event_and_the_next_one_tries_again() {
        String broken =
                "{\"facets\": {\"app\": {\"module\": \"probe\", \"env\": {\"FAIL_INIT\": \"1\"}}}}";
        server.put("/v1/namespaces/init", broken).isOk();
        server.post("/o/init/o/app/events", "").isProblem(500, "GUEST_TRAPPED");
        server.post("/o/init/o/app/events", "").isProblem(500, "GUEST_TRAPPED");
        server.put("/v1/namespaces/init", "{\"facets\": {\"app\": {\"module\": \"probe\"}}}")
                .isOk();
        assertEquals("1", server.post("/o/init/o/app/events", "").body());
    }

    @Test
    void pages_of_strangers_cannot_call_the_control_plane() throws IOException {
        server.send(server.request("/v1/modules").header("Origin", "http://evil.example"))
                .isProblem(403, "ORIGIN_DENIED");
        server.send(server.request("/v1/modules").header("Origin", "null"))
                .isProblem(403, "ORIGIN_DENIED");
        server.send(server.request("/v1/modules").header("Sec-Fetch-Site", "cross-site"))
                .isProblem(403, "ORIGIN_DENIED");
        server.send(
                        server.request("/v1/modules")
                                .header("Origin", "http://127.0.0.1:" + server.port()))
                .isOk();
        assertTrue(
                raw("GET /v1/modules HTTP/1.1\r\nHost: rebound.example\r\n")
                        .contains("ORIGIN_DENIED"));
        assertTrue(raw("GET /v1/modules HTTP/1.1\r\nHost: localhost:1\r\n").contains("200 OK"));
    }

    @Test
    void what_the_http_server_refuses_by_itself_is_a_problem_too() throws IOException {
        for (String request :
                List.of(
                        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n",
                        "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(70_000) + "\r\n",
                        "GET /" + "y".repeat(40_000) + " HTTP/1.1\r\nHost: localhost\r\n")) {
            String reply = raw(request);
            assertTrue(
                    reply.contains("application/problem+json") && reply.contains("\"code\":"),
                    request.lines().findFirst() + " gave " + reply);
        }
    }

    @Test
    void too_many_headers_are_431() throws IOException {
        var request = new StringBuilder("GET /o/test/x/app/echo HTTP/1.1\r\nHost: localhost\r\n");
        for (int i = 0; i < 128; i++) {
            request.append("X-").append(i).append(": v\r\n");
        }
        assertTrue(raw(request.toString()).startsWith("HTTP/1.1 431"));
    }

    @Test
    void the_server_is_alive_and_ready() {
        server.get("/health/live").isOk();
        server.get("/health/ready").isOk();
        assertTrue(server.get("/").body().contains("<html"));
        assertTrue(
                server.get("/")
                        .header("content-security-policy")
                        .orElse("")
                        .contains("frame-ancestors 'none'"));
        assertEquals("3.1.0", server.get("/openapi.json").json().path("openapi").asString());
    }

    private static String raw(String request) throws IOException {
        return server.raw(request + "Connection: close\r\n\r\n");
    }

    @Test
    void an_ill_formed_path_or_query_is_a_problem_of_the_client() throws IOException {
        for (String path : List.of("/o/test/\u00e9/app/", "/%zz", "/v1/modules?limit=%zz", "*")) {
            String reply = server.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(reply.startsWith("HTTP/1.1 4"), path + ": " + reply);
            assertTrue(reply.contains("\"code\":"), path + ": " + reply);
        }
    }

    @Test
    void a_request_line_with_a_whole_url_is_understood() throws IOException {
        String reply =
                server.raw("GET http://localhost/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertTrue(reply.startsWith("HTTP/1.1 200"), reply);
    }

    @Test
    void a_problem_has_no_body_when_only_its_head_is_asked_for() throws IOException {
        String reply = server.raw("HEAD /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertTrue(reply.startsWith("HTTP/1.1 404"), reply);
        assertTrue(reply.endsWith("\r\n\r\n"), reply);
    }

    @Test
    void a_method_that_is_refused_is_told_which_are_not() {
        var refused = server.delete("/v1/modules").isProblem(405, "METHOD_NOT_ALLOWED");
        assertEquals("GET", refused.header("Allow").orElse(""));
    }

    @Test
    void a_module_is_free_once_a_facet_was_set_to_run_another() {
        server.upload("old", TestServer.guest("no-op")).isOk();
        String facet = "/v1/namespaces/test/objects/changing/facets/own";
        server.put(facet, "{\"module\": \"old\"}").isOk();
        assertEquals(
                "module old is in use: facet own of object changing in namespace test runs it",
                server.delete("/v1/modules/old").isProblem(409, "MODULE_IN_USE").detail());
        server.put(facet, "{\"module\": \"probe\"}").isOk();
        assertEquals(204, server.delete("/v1/modules/old").status());
    }

    @Test
    void a_facet_without_room_of_its_own_still_runs() {
        server.put(
                        "/v1/namespaces/test/objects/poor/facets/own",
                        "{\"module\": \"probe\", \"limits\": {\"storageBytes\": 0}}")
                .isOk();
        assertEquals("1", server.post("/o/test/poor/own/events", "").isOk().body());
    }

    @Test
    void a_namespaces_new_limit_holds_from_the_next_event_on() {
        String facets = "\"facets\": {\"app\": {\"module\": \"probe\"}}";
        server.put("/v1/namespaces/shrinking", "{" + facets + "}").isOk();
        String put = "/o/shrinking/o/app/kv-put/key";
        server.post(put, "x".repeat(100_000)).isOk();
        server.put(
                        "/v1/namespaces/shrinking",
                        "{" + facets + ", \"limits\": {\"storageBytes\": 100000}}")
                .isOk();
        server.post(put + "2", "x".repeat(100_000)).isProblem(507, "STORAGE_FULL");
    }
}
