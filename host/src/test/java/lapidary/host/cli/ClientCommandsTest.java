package lapidary.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class ClientCommandsTest {
    private static final String JSON = "application/json";

    @TempDir private Path dir = Path.of("");
    private final FakeServer server = new FakeServer();

    ClientCommandsTest() throws IOException {}

    @AfterEach
    void stop() {
        server.close();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.with(Map.of("LAPIDARY_SERVER", server.url()), arguments);
    }

    private Path module() throws IOException {
        return Files.write(dir.resolve("a.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    }

    // ---- call

    @Test
    void call_prints_the_body_on_stdout_and_status_and_fuel_on_stderr() {
        server.on("POST /o/demo/hello/app/increment", 200, "text/plain", "1\n");
        CommandRun run = run("call", "post", "demo/hello/app/increment", "-d", "x");
        assertEquals(0, run.status(), run.err());
        assertEquals("1\n", run.out());
        assertEquals("status 200, fuel 1234\n", run.err());
        assertEquals("x", server.asked().getFirst().body());
    }

    @Test
    void an_objects_name_stays_one_segment_and_the_path_goes_out_as_it_is() {
        run("call", "GET", "demo/käse %2F %25 .;x/app/../%2e%2e//a;b?q=a+b&r=%20");
        assertEquals(
                List.of("GET /o/demo/k%C3%A4se%20%2F%20%25%20.%3Bx/app/../%2e%2e//a;b?q=a+b&r=%20"),
                server.lines());
    }

    @Test
    void an_object_named_like_a_step_of_a_path_is_no_step() {
        run("call", "GET", "demo/../app");
        assertEquals(List.of("GET /o/demo/%2E%2E/app"), server.lines());
    }

    @Test
    void a_query_may_follow_the_object_at_once() {
        run("call", "GET", "demo/hello?a=b/c|d");
        assertEquals(List.of("GET /o/demo/hello?a=b/c%7Cd"), server.lines());
    }

    @Test
    void call_sends_headers_the_token_and_a_file() throws IOException {
        Path file = Files.writeString(dir.resolve("body"), "from a file");
        run(
                "call",
                "PUT",
                "d/o/f",
                "-H",
                "X-One: 1",
                "-H",
                "X-Two:2",
                "--token",
                "secret",
                "-d",
                "@" + file);
        FakeServer.Asked asked = server.asked().getFirst();
        assertEquals(List.of("1"), asked.headers().get("X-one"));
        assertEquals(List.of("2"), asked.headers().get("X-two"));
        assertEquals(List.of("Bearer secret"), asked.headers().get("Authorization"));
        assertEquals("from a file", asked.body());
    }

    @Test
    void call_reads_the_body_from_stdin() {
        CommandRun.run(
                Map.of("LAPIDARY_SERVER", server.url()),
                "from stdin",
                _ -> {
                    throw new AssertionError();
                },
                "call",
                "POST",
                "d/o/f",
                "-d",
                "@-");
        assertEquals("from stdin", server.asked().getFirst().body());
    }

    @Test
    void the_token_may_come_from_the_environment() {
        CommandRun.with(
                Map.of("LAPIDARY_SERVER", server.url() + "/", "LAPIDARY_TOKEN", "t0k"),
                "call",
                "GET",
                "d/o/f");
        assertEquals(
                List.of("Bearer t0k"), server.asked().getFirst().headers().get("Authorization"));
        assertEquals(List.of("GET /o/d/o/f"), server.lines());
    }

    @Test
    void a_guests_own_error_is_a_reply_and_fails_only_on_demand() {
        server.on("GET /o/d/o/f", 404, JSON, "{\"error\": \"no\"}");
        assertEquals(0, run("call", "GET", "d/o/f").status());
        CommandRun failing = run("call", "GET", "d/o/f", "--fail");
        assertEquals(1, failing.status());
        assertEquals("{\"error\": \"no\"}", failing.out());
    }

    @Test
    void a_guests_own_problem_document_is_a_reply_too() {
        String body = "{\"type\": \"https://example.com/mine\", \"code\": \"MINE\"}";
        server.on("GET /o/d/o/f", 409, "application/problem+json", body);
        CommandRun run = run("call", "GET", "d/o/f");
        assertEquals(0, run.status());
        assertEquals(body, run.out());
    }

    @Test
    void a_problem_is_printed_with_code_status_detail_and_members() {
        server.onProblem("GET /o/d/o/f", 503, "FUEL_EXHAUSTED", "all of it\\nburned\\u001b[2J");
        CommandRun run = run("call", "GET", "d/o/f");
        assertEquals(1, run.status());
        assertEquals("", run.out());
        assertEquals(
                """
                lapidary: FUEL_EXHAUSTED 503: all of it\\nburned\\u{00001b}[2J
                  offset: 12
                  imports: ["a.b","c.d"]
                """,
                run.err());
    }

    @Test
    void with_json_output_a_problem_is_json_too() {
        server.onProblem("GET /o/d/o/f", 503, "FUEL_EXHAUSTED", "all of it");
        CommandRun run = run("call", "GET", "d/o/f", "--output", "json");
        assertEquals("FUEL_EXHAUSTED", Json.MAPPER.readTree(run.err()).path("code").asString());
    }

    @Test
    void with_json_output_a_reply_is_one_document() {
        server.on("GET /o/d/o/f", 201, JSON, "{\"count\": 9007199254740993}");
        JsonNode reply =
                Json.MAPPER.readTree(run("call", "GET", "d/o/f", "--output", "json").out());
        assertEquals(201, reply.path("status").asInt());
        assertEquals(1234, reply.path("fuel").asInt());
        assertEquals(9_007_199_254_740_993L, reply.path("body").path("count").asLong());
        assertEquals(JSON, reply.path("headers").path("content-type").path(0).asString());
    }

    @Test
    void with_json_output_bytes_that_are_not_text_are_base64() {
        server.on("GET /o/d/o/f", 200, "image/png", new byte[] {(byte) 0xff, 0});
        JsonNode reply =
                Json.MAPPER.readTree(run("call", "GET", "d/o/f", "--output", "json").out());
        assertEquals("/wA=", reply.path("body").path("base64").asString());
    }

    @Test
    void include_prints_status_and_headers_first() {
        server.on("GET /o/d/o/f", 200, "text/plain", "hi");
        String out = run("call", "GET", "d/o/f", "-i").out();
        assertTrue(out.startsWith("HTTP/1.1 200"), out);
        assertTrue(out.contains("lapidary-fuel: 1234"), out);
        assertTrue(out.endsWith("hi"), out);
    }

    // ---- sql

    private static final String SQL_PATH = "POST /v1/namespaces/demo/objects/hello/facets/app/sql";

    @Test
    void sql_prints_an_aligned_table_in_which_null_shows() {
        server.on(
                SQL_PATH,
                200,
                JSON,
                """
                {"columns": ["id", "name", "data"], "fuel": 9, "rowsRead": 2, "rowsWritten": 0,
                 "rows": [[1, "a\\nb", {"base64": "Cv8="}], [200, null, "käse"]]}
                """);
        CommandRun run = run("sql", "demo/hello/app", "SELECT 1");
        assertEquals(0, run.status(), run.err());
        assertEquals(
                """
                 id  name  data
                ---  ----  -------
                  1  a\\nb  x'0aff'
                200  NULL  käse
                """,
                run.out());
        assertEquals("2 rows, rows read 2, rows written 0, fuel 9\n", run.err());
    }

    @Test
    void sql_sends_each_parameter_with_its_type() {
        server.on(
                SQL_PATH,
                200,
                JSON,
                "{\"columns\": [], \"rows\": [], \"rowsRead\": 0, \"rowsWritten\": 1, \"fuel\": 1}");
        CommandRun run =
                run(
                        "sql",
                        "demo/hello/app",
                        "SELECT ?",
                        "9007199254740993",
                        "1.5",
                        "null",
                        "text",
                        "\"42\"",
                        "x'0aFF'",
                        "true",
                        "007",
                        "--",
                        "-3");
        assertEquals(0, run.status(), run.err());
        assertEquals("", run.out());
        assertEquals(
                Json.MAPPER.readTree(
                        """
                        {"sql": "SELECT ?", "params": [9007199254740993, 1.5, null, "text", "42",
                          {"base64": "Cv8="}, "true", "007", -3]}
                        """),
                Json.MAPPER.readTree(server.asked().getFirst().body()));
    }

    @Test
    void nested_facets_are_one_segment_and_the_root_is_a_tilde() {
        run("sql", "demo/hello/a/b", "SELECT 1");
        run("sql", "demo/hello/~", "SELECT 1");
        assertEquals(
                List.of(
                        "POST /v1/namespaces/demo/objects/hello/facets/a%2Fb/sql",
                        "POST /v1/namespaces/demo/objects/hello/facets/~/sql"),
                server.lines());
    }

    @Test
    void an_answer_that_is_not_lapidarys_is_said_to_be_so() {
        CommandRun run = run("sql", "demo/hello/app", "SELECT 1");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("HTTP 404"), run.err());
        assertTrue(run.err().contains("nothing here"), run.err());
        server.on(SQL_PATH, 200, "text/html", "<html>");
        assertTrue(run("sql", "demo/hello/app", "SELECT 1").err().contains("not JSON"));
    }

    @Test
    void rows_that_do_not_fit_the_columns_are_refused() {
        server.on(SQL_PATH, 200, JSON, "{\"columns\": [\"a\"], \"rows\": [[1, 2]]}");
        CommandRun run = run("sql", "demo/hello/app", "SELECT 1");
        assertEquals(1, run.status());
        assertFalse(run.err().contains("Exception"), run.err());
    }

    // ---- objects

    @Test
    void objects_follows_the_pages_and_encodes_the_prefix() {
        server.on(
                "GET /v1/namespaces/demo/objects?prefix=a%26b",
                200, JSON, "{\"items\": [{\"name\": \"a&b1\", \"bytes\": 5}], \"next\": \"a&b1\"}");
        server.on(
                "GET /v1/namespaces/demo/objects?prefix=a%26b&after=a%26b1",
                200,
                JSON,
                "{\"items\": [{\"name\": \"a&b2\", \"bytes\": 50, \"lastActiveMillis\": 1500}], \"next\": null}");
        CommandRun run = run("objects", "demo", "--prefix", "a&b");
        assertEquals(0, run.status(), run.err());
        assertEquals(
                """
                name  bytes  lastActive
                ----  -----  ------------------------
                a&b1      5
                a&b2     50  1970-01-01T00:00:01.500Z
                """,
                run.out());
        assertEquals("2 objects\n", run.err());
        JsonNode json =
                Json.MAPPER.readTree(
                        run("objects", "demo", "--prefix", "a&b", "--output", "json").out());
        assertEquals(2, json.size());
    }

    @Test
    void a_list_that_never_ends_is_noticed() {
        String page = "{\"items\": [], \"next\": \"x\"}";
        server.on("GET /v1/namespaces/demo/objects", 200, JSON, page);
        server.on("GET /v1/namespaces/demo/objects?after=x", 200, JSON, page);
        CommandRun run = run("objects", "demo");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("does not end"), run.err());
    }

    // ---- deploy

    private static final String MODULE =
            """
            {"name": "counter", "digest": "sha256:00", "sizeBytes": 8, "exports": ["fetch"],
             "imports": [], "capabilities": ["facet_http"]}
            """;

    /** Deploys it as the module counter. */
    private CommandRun deploy(String... options) throws IOException {
        var line = new ArrayList<>(List.of("deploy", "counter", module().toString()));
        line.addAll(List.of(options));
        return run(line.toArray(String[]::new));
    }

    @Test
    void deploy_uploads_and_says_what_the_module_may_do() throws IOException {
        server.on("PUT /v1/modules/counter", 201, JSON, MODULE);
        CommandRun run = deploy();
        assertEquals(0, run.status(), run.err());
        assertEquals(
                """
                module counter: sha256:00, 8 bytes
                  exports: fetch
                  imports: none
                  capabilities: facet_http
                """,
                run.out());
        FakeServer.Asked asked = server.asked().getFirst();
        assertEquals(List.of("application/wasm"), asked.headers().get("Content-type"));
        assertEquals("\0asm\1\0\0\0", asked.body());
    }

    @Test
    void deploy_makes_a_namespace_that_is_not_there() throws IOException {
        server.on("PUT /v1/modules/counter", 201, JSON, MODULE);
        server.onProblem("GET /v1/namespaces/demo", 404, "NAMESPACE_NOT_FOUND", "none");
        server.on("PUT /v1/namespaces/demo", 201, JSON, "{\"facets\": {}}");
        CommandRun run = deploy("--namespace", "demo", "--facet", "a");
        assertEquals(0, run.status(), run.err());
        assertEquals(
                "{\"facets\":{\"a\":{\"module\":\"counter\"}}}", server.asked().getLast().body());
    }

    @Test
    void deploy_leaves_the_rest_of_the_namespace_as_it_is() throws IOException {
        server.on("PUT /v1/modules/counter", 200, JSON, MODULE);
        server.on(
                "GET /v1/namespaces/demo",
                200,
                JSON,
                """
                {"supervisor": null, "facets": {"a": {"module": "old", "env": {"K": "V"}},
                 "b": {"module": "other"}}, "limits": {"fuelPerEvent": 9007199254740993}}
                """);
        server.on("PUT /v1/namespaces/demo", 200, JSON, "{}");
        CommandRun run = deploy("--namespace", "demo", "--facet", "a");
        assertEquals(0, run.status(), run.err());
        assertEquals(
                Json.MAPPER.readTree(
                        """
                        {"supervisor": null, "facets": {"a": {"module": "counter", "env":
                         {"K": "V"}}, "b": {"module": "other"}},
                         "limits": {"fuelPerEvent": 9007199254740993}}
                        """),
                Json.MAPPER.readTree(server.asked().getLast().body()));
    }

    @Test
    void deploy_stops_at_a_module_that_is_refused() throws IOException {
        server.onProblem("PUT /v1/modules/counter", 422, "MODULE_INVALID", "at offset 12");
        CommandRun run = deploy("--namespace", "demo", "--facet", "a");
        assertEquals(1, run.status());
        assertTrue(run.err().startsWith("lapidary: MODULE_INVALID 422: at offset 12"), run.err());
        assertEquals(List.of("PUT /v1/modules/counter"), server.lines());
    }

    @Test
    void with_json_output_deploy_gives_one_document() throws IOException {
        server.on("PUT /v1/modules/counter", 201, JSON, MODULE);
        String out = deploy("--output", "json").out();
        assertEquals("counter", Json.MAPPER.readTree(out).path("module").path("name").asString());
    }

    // ---- usage

    @Test
    void usage_prints_all_pages_as_a_table_and_asks_for_what_was_asked() {
        String line = "{\"namespace\": \"demo\", \"object\": \"a/b\", \"events\": %d}";
        server.on(
                "GET /v1/usage?namespace=demo&object=a%2Fb&facet=app&from=2030-01-01T00%3A00%3A00Z"
                        + "&by=hour",
                200, JSON, "{\"items\": [" + line.formatted(3) + "], \"next\": \"x\"}");
        server.on(
                "GET /v1/usage?namespace=demo&object=a%2Fb&facet=app&from=2030-01-01T00%3A00%3A00Z"
                        + "&by=hour&after=x",
                200, JSON, "{\"items\": [" + line.formatted(14) + "], \"next\": null}");
        CommandRun run =
                run("usage", "demo/a%2Fb/app", "--from", "2030-01-01T00:00:00Z", "--by-hour");
        assertEquals(0, run.status(), run.err());
        assertEquals(
                """
                namespace  object  events
                ---------  ------  ------
                demo       a/b          3
                demo       a/b         14
                """,
                run.out());
        assertEquals("2 lines\n", run.err());
    }

    @Test
    void usage_of_what_is_no_name_is_wrong_usage_and_a_refusal_is_printed() {
        assertEquals(2, run("usage", "No Name").status());
        server.onProblem("GET /v1/usage?from=x", 400, "REQUEST_INVALID", "from is a time");
        CommandRun run = run("usage", "--from", "x");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("from is a time"), run.err());
    }

    // ---- logs

    private static final String EVENTS =
            """
            :

            event: log
            data: {"time": "T1", "namespace": "demo", "object": "o", "facet": "/app",\
             "level": "info", "text": "one\\n\\u001b[2Jtwo"}

            event: receipt
            data: {"time": "T2", "namespace": "demo", "object": "o", "facet": "/app",\
             "kind": "fetch", "outcome": "trapped", "reason": "unreachable",\
             "durationMicros": 12, "fuel": {"total": 345}}

            event: lost
            data: {"lost": 7}

            """;

    @Test
    void logs_prints_a_line_for_each_entry_with_nothing_that_a_terminal_obeys() {
        server.on("GET /v1/logs?namespace=demo&object=o", 200, "text/event-stream", EVENTS);
        CommandRun run = run("logs", "demo/o");
        assertEquals(0, run.status(), run.err());
        assertEquals(
                """
                T1  demo/o/app  info  one\\n\\u{00001b}[2Jtwo
                T2  demo/o/app  fetch trapped, fuel 345, 12 µs: unreachable
                … 7 lost: this client is too slow
                """,
                run.out());
        assertEquals("the server has ended it\n", run.err());
        assertEquals(2, run("logs", "demo/o", "--no-receipts").out().lines().count());
    }

    @Test
    void logs_as_json_is_an_object_a_line() {
        server.on("GET /v1/logs", 200, "text/event-stream", EVENTS);
        CommandRun run = run("logs", "--output", "json");
        var lines = run.out().lines().map(Json.MAPPER::readTree).toList();
        assertEquals(
                List.of("log", "receipt", "lost"),
                lines.stream().map(line -> line.path("event").asString()).toList());
        assertEquals(345, lines.get(1).at("/fuel/total").asInt());
    }

    @Test
    void logs_of_a_server_that_refuses_ends_with_its_problem() {
        server.onProblem("GET /v1/logs", 503, "OVERLOADED", "as many follow the log as may");
        CommandRun run = run("logs");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("as many follow"), run.err());
    }
}
