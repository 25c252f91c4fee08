package lapidary.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static lapidary.host.TestServer.guest;
import static lapidary.host.TestServer.guestLike;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a supervisor does with code itself: {@code supervisor_loader}. */
class LoaderIT extends WithCaller {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String GRANT = "{\"capabilities\": [\"supervisor_loader\"]}";

    @Test
    void code_that_is_loaded_from_a_guests_memory_runs_under_its_digest() {
        String digest = load(guestLike("probe", "loaded")).body();
        assertTrue(digest.matches("sha256:[0-9a-f]{64}"), digest);
        String reply = call("run-digest", "run/" + digest + "/echo/a?b=1").body();
        assertTrue(reply.startsWith("200\n"), reply);
        assertTrue(reply.contains("\n\nPOST http://once/echo/a?b=1\n"), reply);
    }

    @Test
    void the_same_bytes_load_once_whatever_name_they_come_under() throws IOException {
        byte[] wasm = guestLike("probe", "same");
        String uploaded = server.upload("first", wasm).isOk().json().path("digest").asString();
        server.upload("second", wasm).isOk();
        long compiled = filesOf("", ".jar");
        assertEquals(uploaded, load(wasm).body());
        assertEquals(uploaded, call("resolve", "resolve/second").body());
        assertEquals(1, filesOf(uploaded.substring("sha256:".length()), ".wasm"));
        assertEquals(compiled, filesOf("", ".jar"));
    }

    @Test
    void a_module_that_does_not_load_gives_its_reason_each_time() {
        String reason = load("no module".getBytes(UTF_8)).body();
        assertTrue(reason.startsWith("-2 "), reason);
        assertTrue(reason.contains("at byte") || reason.contains("offset"), reason);
        assertEquals(reason, load("no module".getBytes(UTF_8)).body());
        String imports = load(guest("unknown-import")).body();
        assertTrue(imports.startsWith("-2 nobody offers these imports: "), imports);
        assertEquals("-1 no module has that name", call("resolve", "resolve/no-such").body());
    }

    @Test
    void the_code_gets_method_fields_and_body_and_its_reply_comes_back_whole() {
        var request =
                server.request("/o/test/echoes/app/run/probe/echo")
                        .header("x-method", "PURGE")
                        .header("x-send-accept", "text/plain")
                        .header("x-send-x-own", "1")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString("the body"));
        assertEquals(
                """
                200
                content-type: text/plain; charset=utf-8
                lapidary-fuel: some

                PURGE http://once/echo
                accept: text/plain
                x-own: 1
                the body\
                """,
                server.send(request).body().replaceFirst("fuel: \\d+", "fuel: some"));
        String headers = call("echoes", "run/probe/headers").body();
        assertTrue(headers.startsWith("201\nset-cookie: a=1\nset-cookie: b=2\n"), headers);
        assertTrue(!headers.contains("lapidary-fuel: 7\n"), "what it burned, the host says");
        assertEquals(
                200 + "\n\n" + "\0".repeat(300_000),
                withoutFuel(call("echoes", "run/probe/big/300000").body()));
        assertEquals(
                "200\ncontent-type: text/plain; charset=utf-8\n\nfirst\nsecond\n",
                withoutFuel(call("echoes", "run/probe/flush").body()));
    }

    /** Of the fields that the code's caller has read. */
    private static String withoutFuel(String reply) {
        return reply.replaceFirst("lapidary-fuel: \\d+\n", "");
    }

    @Test
    void what_needs_storage_is_denied_whatever_is_passed() {
        for (String operation :
                List.of(
                        "kv-get/key",
                        "kv-put/key",
                        "kv-delete/key",
                        "kv-put/" + "k".repeat(3_000),
                        "delete-all",
                        "sql")) {
            String reply = call("no-storage", "run/probe/" + operation).body();
            assertTrue(reply.contains("\n\n-5 this code runs once, without storage"), reply);
        }
        String stream = call("no-storage", "run/caller/detach", GRANT).body();
        assertTrue(stream.contains("\n\n-5 this code runs once, without storage"), stream);
    }

    @Test
    void each_request_gets_a_fresh_instance() {
        for (int i = 0; i < 2; i++) {
            assertTrue(call("fresh", "run/probe/events").body().endsWith("\n\n1"));
        }
    }

    @Test
    void it_is_told_who_its_caller_is_and_what_the_options_say() {
        String options =
                "{\"props\": \"own props\", \"env\": {\"GREETING\": \"hi\"}, \"id\": \"an id\"}";
        assertTrue(
                call("who", "run/probe/info", options)
                        .body()
                        .endsWith("\n\ntest\nwho\nan id\n/app\nown props\nhi"));
        String without = call("who", "run/probe/info").body();
        assertTrue(without.matches("(?s).*\n\ntest\nwho\n[0-9a-f]{32}\n/app\n\n"), without);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"modul": "probe"}                    | -2 unknown field modul; known here: capabilities, env, id, limits, module, outbound, props
                    {"limits": {"fuel": 1}}               | -2 unknown field limits.fuel; known here: fuelPerEvent, memoryBytes, objectStorageBytes, storageBytes, subrequests
                    {"limits": {"fuelPerEvent": 0}}       | -2 options.limits.fuelPerEvent is 1 or more, or left out; it was 0
                    {"module": "caller"}                  | -2 options.module is another than the module to run; leave it out
                    {"capabilities": ["supervisor_facets"]} | -2 options.capabilities: code that runs once has no facets
                    {"capabilities": ["facet_sql"]}       | -2 options.capabilities: facet_sql is not one of supervisor_facets, supervisor_loader
                    {"env": {"": "x"}}                    | -2 options.env: a name is not empty and has no NUL
                    {                                     | -2 this is not JSON, at line 1, column 2
                    []                                    | -2 the JSON is empty, or not an object
                    null                                  | -2 the JSON is null, expected an object
                    """)
    void options_that_are_wrong_are_invalid_and_say_where(String options, String text) {
        assertEquals(text, call("options", "run/probe/echo", options).body());
    }

    @Test
    void options_may_name_the_module_if_it_is_the_same() {
        assertTrue(
                call("options", "run/probe/echo", "{\"module\": \"probe\"}")
                        .body()
                        .startsWith("200"));
    }

    @Test
    void a_module_that_is_not_there_is_not_found() {
        assertEquals("-1 there is no module no-such", call("absent", "run/no-such/echo").body());
        String digest = "sha256:" + "0".repeat(64);
        assertEquals(
                "-1 there is no module " + digest,
                call("absent", "run/" + digest + "/echo").body());
    }

    @Test
    void a_capability_that_was_not_passed_on_is_denied_with_the_list() {
        String denied = call("nested", "run/caller/run/probe/echo").body();
        assertTrue(
                denied.startsWith(
                        "-5 the module imports what it was not granted: supervisor_loader"),
                denied);
        String inner = call("nested", "run/caller/run/probe/echo", GRANT).body();
        assertTrue(inner.contains("POST http://once/echo"), inner);
    }

    @Test
    void the_lower_limit_holds() {
        server.upload("loop", guest("hostile/loop")).isOk();
        var ended = call("limits", "run/loop/x", "{\"limits\": {\"fuelPerEvent\": 5000000}}");
        assertEquals(
                "-8 the code burned the 5000000 units of fuel that it was granted", ended.body());
        assertTrue(ended.fuel() >= 5_000_000 && ended.fuel() < 6_000_000, ended.fuel() + " units");
        String refused = call("limits", "run/probe/grow/100", memory(2 << 20)).body();
        assertTrue(refused.endsWith("\n\n-1 "), refused);
        assertTrue(call("limits", "run/probe/grow/1", memory(2 << 20)).body().startsWith("200"));
        String small = call("limits", "run/probe/echo", memory(1)).body();
        assertTrue(small.startsWith("-6 the module's memory begins with "), small);
    }

    @Test
    void code_burns_no_more_than_its_caller_has_left_and_that_is_its_callers() {
        facets(
                "poor",
                "\"capabilities\": [\"supervisor_loader\"], \"limits\": {\"fuelPerEvent\": 20000000}");
        server.upload("loop", guest("hostile/loop")).isOk();
        call("poor", "a", "run/loop/x", "", new byte[0]).isProblem(503, "FUEL_EXHAUSTED");
        long alone = call("cheap", "run/probe/echo").fuel();
        long twice = call("cheap", "repeat/2/probe/echo").fuel();
        assertTrue(twice > alone + 150_000, alone + " and " + twice);
    }

    @Test
    void code_that_dies_takes_nobody_with_it() {
        server.upload("exits", guest("hostile/exit")).isOk();
        String trapped = call("survivor", "run/probe/outside").body();
        assertTrue(trapped.startsWith("-8 the callee trapped: "), trapped);
        assertTrue(
                call("survivor", "run/probe/recurse").body().startsWith("-8 the callee trapped: "));
        String exited = call("survivor", "run/exits/x").body();
        assertTrue(exited.startsWith("-8 "), exited);
        String init =
                call("survivor", "run/probe/echo", "{\"env\": {\"FAIL_INIT\": \"1\"}}").body();
        assertTrue(init.startsWith("-8 the callee trapped: "), init);
        assertTrue(call("survivor", "run/probe/echo").body().startsWith("200"));
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void code_that_never_returns_ends_with_its_caller_that_is_aborted() throws Exception {
        server.upload("endless", guest("hostile")).isOk();
        var logs = server.open(server.request("/v1/logs?namespace=test&object=aborted").GET());
        try (var requests = Executors.newVirtualThreadPerTaskExecutor();
                var lines = new BufferedReader(new InputStreamReader(logs.body(), UTF_8))) {
            assertEquals(":", lines.readLine());
            var running = requests.submit(() -> call("aborted", "run/endless/logs"));
            next(lines, "log"); // the code runs
            server.post("/v1/namespaces/test/objects/aborted/facets/app/abort", "").isOk();
            running.get().isProblem(409, "FACET_ABORTED");
            var receipt = next(lines, "receipt");
            while (!receipt.path("kind").asString().equals("fetch")) {
                receipt = next(lines, "receipt");
            }
            assertEquals("aborted", receipt.path("outcome").asString());
            var once = receipt.at("/calls/0");
            assertEquals("once", once.path("kind").asString(), receipt.toString());
            assertEquals("aborted", once.path("outcome").asString());
            assertEquals("the operator asked for it", once.path("reason").asString());
            assertTrue(once.at("/fuel/total").asLong() > 0, receipt.toString());
            assertEquals(once.at("/fuel/total"), receipt.at("/fuel/called"));
        }
        assertTrue(call("aborted", "run/probe/echo").body().startsWith("200"));
    }

    /** The next of that kind that is told. */
    private static JsonNode next(BufferedReader lines, String event) throws IOException {
        String line = lines.readLine();
        while (!line.equals("event: " + event)) {
            line = lines.readLine();
        }
        return JSON.readTree(lines.readLine().substring("data: ".length()));
    }

    @Test
    void deep_recursion_has_its_whole_depth_within_a_deep_caller() {
        server.upload("recurse", guest("hostile/recurse")).isOk();
        String shallow = call("deep", "run/recurse/x").body();
        assertTrue(shallow.startsWith("-8 the callee trapped: "), shallow);
        assertEquals(shallow, call("deep", "run-deep/recurse/x").body());
        String deeper = call("deep", "run-deep/caller/run-deep/recurse/x", GRANT).body();
        assertTrue(deeper.endsWith("\n\n" + shallow), deeper);
    }

    @Test
    void code_runs_code_four_levels_deep() {
        assertTrue(nested(4).contains("POST http://once/echo"), nested(4));
        assertTrue(
                nested(5).contains("-6 code that runs once may run other code, 4 deep"), nested(5));
    }

    /** The caller within itself, so many levels of code that runs once with the innermost. */
    private static String nested(int levels) {
        var request =
                server.request(
                        "/o/test/levels/app/"
                                + "run/caller/".repeat(levels - 1)
                                + "run/probe/echo");
        for (int level = 1; level < levels; level++) {
            request.header("x-send-".repeat(level - 1) + "x-options", GRANT);
        }
        return server.send(request.POST(java.net.http.HttpRequest.BodyPublishers.noBody())).body();
    }

    @Test
    void a_call_is_a_commit_point() {
        call("commits", "put-then-run-then-trap/probe/echo").isProblem(500, "GUEST_TRAPPED");
        assertEquals("yes", call("commits", "kv-get/before").body());
        assertTrue(call("commits", "kv-get/after").body().startsWith("-1"));
    }

    @Test
    void with_a_savepoint_open_nothing_happens() {
        String refused = call("begins", "run-in-begin/probe/echo").body();
        assertTrue(refused.startsWith("-2 "), refused);
    }

    @Test
    void sixty_four_replies_may_be_open() {
        String open = call("many", "open/70/probe/echo").body();
        assertTrue(open.startsWith("64 -6 64 reply handles are open"), open);
        assertTrue(call("many", "repeat/70/probe/echo").body().startsWith("70 "));
    }

    @Test
    void a_thousand_subrequests_may_be_made_or_as_many_as_the_limit_says() {
        String all = call("thousand", "repeat/1010/probe/echo").body();
        assertEquals("1000 -6 an event makes at most 1000 subrequests here", all);
        facets(
                "few",
                "\"capabilities\": [\"supervisor_loader\"], \"limits\": {\"subrequests\": 2}");
        String few = call("few", "a", "repeat/5/probe/echo", "", new byte[0]).body();
        assertEquals("2 -6 an event makes at most 2 subrequests here", few);
    }

    @Test
    void a_handle_is_closed_once_it_was_given_back_and_invalid_if_it_was_never_given() {
        assertEquals(
                """
                1
                2
                0
                -10 reply 1 was closed
                -10 reply 1 was closed
                -2 there is no reply 3
                -2 there is no reply 0
                200\
                """,
                call("handles", "handles/probe/echo").body());
    }

    @Test
    void handles_are_closed_when_the_event_is_over() {
        assertEquals("1", call("keeps", "keep/probe/echo").body());
        assertEquals("-2 there is no reply 1", call("keeps", "kept").body());
    }

    @Test
    void nothing_is_asked_of_others_in_a_wake() {
        facets(
                "waking",
                "\"capabilities\": [\"supervisor_loader\"], \"env\": {\"CALLS_IN_INIT\": \"1\"}");
        String init = call("waking", "a", "kv-get/init", "", new byte[0]).body();
        assertEquals("-2 nothing is asked of others in a wake: do it in an event", init);
    }

    @Test
    void a_head_that_is_wrong_is_invalid() {
        assertEquals("-2 the head has no method", call("heads", "empty-head/probe").body());
    }

    private static String memory(int bytes) {
        return "{\"limits\": {\"memoryBytes\": " + bytes + "}}";
    }

    private static TestServer.Reply load(byte[] wasm) {
        return call("test", "loads", "load", "", wasm);
    }

    private static long filesOf(String part, String suffix) throws IOException {
        try (var files = Files.walk(dataDir.resolve("modules"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(part) && name.endsWith(suffix))
                    .count();
        }
    }
}
