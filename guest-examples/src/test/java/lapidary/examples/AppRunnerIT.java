package lapidary.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The app runner in Rust, with apps in C. Each test has an app of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AppRunnerIT {
    private static final String TALLY_1 = "tally-1";
    private static final String TALLY_2 = "tally-2";
    private static final String LOOP = "loop";

    private final ExampleServer server;

    AppRunnerIT(@TempDir Path dataDir) throws IOException, InterruptedException {
        server =
                ExampleServer.supervise(
                        dataDir,
                        "app-runner-rust/app-runner.wasm",
                        "\"FUEL_PER_EVENT\": \"20000000\"");
        server.configure("keyed", ExampleServer.supervisor("\"DEPLOY_KEY\": \"sesame\""));
        server.configure("slow", ExampleServer.supervisor("\"REQUESTS_PER_SECOND\": \"1\""));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void code_that_was_just_compiled_serves_and_keeps_its_data()
            throws IOException, InterruptedException {
        assertEquals(404, get("demo/new/").statusCode());
        HttpResponse<String> deployed = deploy("demo/new", TALLY_1);
        assertEquals(201, deployed.statusCode(), deployed.body());
        assertTrue(
                deployed.body()
                        .startsWith("{\"app\": \"new\", \"current\": 1, \"running\": true, "),
                deployed.body());
        assertEquals("1 votes\n", post("demo/new/", "yes").body());
        assertEquals("2 votes\n", post("demo/new/any/path", "no").body());
        server.restart();
        assertEquals("2 votes\n", get("demo/new/").body());
        assertEquals(404, get("demo/other/").statusCode());
    }

    @Test
    void a_new_version_takes_over_the_data_and_the_old_one_comes_back_to_it()
            throws IOException, InterruptedException {
        deploy("demo/versions", TALLY_1);
        post("demo/versions/", "yes");
        post("demo/versions/", "no");
        assertTrue(deploy("demo/versions", TALLY_2).body().contains("\"current\": 2"));
        assertEquals("no: 1\nyes: 1\n", get("demo/versions/").body());
        assertTrue(post("demo/versions/_/rollback", "").body().contains("\"current\": 1"));
        assertEquals("3 votes\n", post("demo/versions/", "yes").body());
        assertTrue(post("demo/versions/_/rollback?to=2", "").body().contains("\"current\": 2"));
        assertEquals("no: 1\nyes: 2\n", get("demo/versions/").body());
        assertEquals(404, post("demo/versions/_/rollback?to=3", "").statusCode());
        server.restart();
        assertEquals("no: 1\nyes: 2\n", get("demo/versions/").body());
    }

    @Test
    void an_app_that_loops_comes_to_its_limit_and_its_owner_goes_back()
            throws IOException, InterruptedException {
        deploy("demo/loop", TALLY_1);
        post("demo/loop/", "yes");
        assertEquals(201, deploy("demo/loop", LOOP).statusCode());
        HttpResponse<String> stopped = get("demo/loop/");
        assertEquals(503, stopped.statusCode());
        assertTrue(stopped.body().contains("FUEL_EXHAUSTED"), stopped.body());
        assertTrue(stopped.body().contains(" 20000000 units"), stopped.body());
        assertEquals(201, post("demo/loop/_/rollback", "").statusCode());
        assertEquals("1 votes\n", get("demo/loop/").body());
    }

    @Test
    void a_version_that_fails_its_check_on_a_copy_of_the_data_does_not_take_over()
            throws IOException, InterruptedException {
        deploy("demo/checked", TALLY_1);
        post("demo/checked/", "yes");
        HttpResponse<String> failed = deploy("demo/checked", LOOP, "?check=/");
        assertEquals(422, failed.statusCode(), failed.body());
        assertTrue(failed.body().startsWith("{\"error\": \"GET /: "), failed.body());
        assertEquals("1 votes\n", get("demo/checked/").body());
        assertEquals(201, deploy("demo/checked", TALLY_2, "?check=/").statusCode());
        assertEquals("yes: 1\n", get("demo/checked/").body());
    }

    @Test
    void what_is_no_module_or_wants_more_than_an_app_gets_changes_nothing()
            throws IOException, InterruptedException {
        deploy("demo/refused", TALLY_1);
        HttpResponse<String> noWasm =
                server.request(
                        "PUT", "/o/demo/refused/_/code", BodyPublishers.ofString("function()"));
        assertEquals(422, noWasm.statusCode(), noWasm.body());
        HttpResponse<String> supervisor =
                server.request(
                        "PUT",
                        "/o/demo/refused/_/code",
                        BodyPublishers.ofFile(Path.of("app-runner-rust/app-runner.wasm")));
        assertEquals(422, supervisor.statusCode(), supervisor.body());
        assertTrue(supervisor.body().contains("supervisor_facets"), supervisor.body());
        HttpResponse<String> tooLong =
                server.request(
                        "PUT",
                        "/o/demo/refused/_/code",
                        BodyPublishers.ofByteArray(new byte[2_000_001]));
        assertEquals(413, tooLong.statusCode(), tooLong.body());
        assertTrue(get("demo/refused/_/").body().contains("\"current\": 1, \"running\": true"));
        assertEquals("0 votes\n", get("demo/refused/").body());
    }

    @Test
    void only_its_owner_deploys_and_visitors_need_no_key()
            throws IOException, InterruptedException {
        assertEquals(403, deploy("keyed/mine", TALLY_1).statusCode());
        assertEquals(403, withKey("sesamo").statusCode());
        assertEquals(201, withKey("sesame").statusCode());
        assertEquals("0 votes\n", get("keyed/mine/").body());
        assertEquals(403, get("keyed/mine/_/").statusCode());
        assertEquals(403, get("keyed/mine/_/bill").statusCode());
    }

    private HttpResponse<String> withKey(String key) throws IOException, InterruptedException {
        return server.request("PUT", "/o/keyed/mine/_/code", code(TALLY_1), "deploy-key", key);
    }

    @Test
    void too_many_requests_are_told_when_to_come_again_and_other_apps_go_on()
            throws IOException, InterruptedException {
        deploy("slow/busy", TALLY_1);
        HttpResponse<String> last = get("slow/busy/");
        int served = 0;
        while (last.statusCode() == 200 && served < 1_000) {
            served++;
            last = get("slow/busy/");
        }
        assertTrue(served >= 10, "only " + served);
        assertEquals(429, last.statusCode());
        assertEquals("1", last.headers().firstValue("retry-after").orElse(""));
        assertEquals("too many requests for this app\n", last.body());
        assertEquals(200, get("slow/busy/_/").statusCode());
        deploy("slow/calm", TALLY_1);
        assertEquals(200, get("slow/calm/").statusCode());
    }

    private HttpResponse<String> deploy(String app, String code)
            throws IOException, InterruptedException {
        return deploy(app, code, "");
    }

    private HttpResponse<String> deploy(String app, String code, String query)
            throws IOException, InterruptedException {
        return server.request("PUT", "/o/" + app + "/_/code" + query, code(code));
    }

    private static BodyPublisher code(String name) throws IOException {
        return BodyPublishers.ofFile(Path.of("app-runner-rust/apps/" + name + ".wasm"));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return server.request("GET", "/o/" + path, BodyPublishers.noBody());
    }

    private HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        return server.request("POST", "/o/" + path, BodyPublishers.ofString(body));
    }
}
