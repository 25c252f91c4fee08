package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two tenants on one server, {@code red} and {@code blue}: who may do what, and what one learns of
 * the other.
 */
class AccessIT {
    private static final String PROBE = "{\"facets\": {\"app\": {\"module\": \"probe\"}}}";
    private static final String ABSENT = "pink";

    @TempDir static Path dataDir;
    private static TestServer server;
    private static String admin;
    private static String deploy;
    private static String deployRed;
    private static String invokeRed;

    @BeforeAll
    static void start() {
        server = TestServer.withProbe(dataDir);
        server.post("/v1/tokens", token("early", "invoke", "red"))
                .isProblem(400, "REQUEST_INVALID");
        admin =
                server.post("/v1/tokens", token("ops", "admin", ""))
                        .isOk()
                        .json()
                        .path("token")
                        .asString();
        deploy = make("ci", "deploy", "");
        deployRed = make("red's ci", "deploy", "red");
        invokeRed = make("red's site", "invoke", "red");
        for (String namespace : List.of("red", "blue")) {
            send(admin, "PUT", "/v1/namespaces/" + namespace, PROBE).isOk();
            send(admin, "POST", "/o/" + namespace + "/secret-object/app/kv-put/key", namespace)
                    .isOk();
        }
        server.send(
                        server.request("/v1/modules/blue--own", admin)
                                .PUT(BodyPublishers.ofByteArray(TestServer.guest("no-op"))))
                .isOk();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String token(String name, String role, String namespace) {
        return "{\"name\": \"%s\", \"role\": \"%s\"%s}"
                .formatted(
                        name,
                        role,
                        namespace.isEmpty() ? "" : ", \"namespaces\": [\"" + namespace + "\"]");
    }

    private static String make(String name, String role, String namespace) {
        return send(admin, "POST", "/v1/tokens", token(name, role, namespace))
                .isOk()
                .json()
                .path("token")
                .asString();
    }

    private static TestServer.Reply send(String token, String method, String path, String body) {
        return server.send(
                server.request(path, token).method(method, BodyPublishers.ofString(body)));
    }

    private static TestServer.Reply get(String token, String path) {
        return send(token, "GET", path, "");
    }

    @Test
    void whoever_uploads_a_module_may_run_it_once_and_an_invoke_token_may_not() {
        String path = "/v1/modules/%s/fetch/";
        send(admin, "POST", path.formatted("blue--own"), "").isOk();
        send(deploy, "POST", path.formatted("blue--own"), "").isOk();
        send(invokeRed, "POST", path.formatted("red--own"), "").isProblem(403, "FORBIDDEN");
        send("", "POST", path.formatted("blue--own"), "").isProblem(401, "UNAUTHORIZED");
        var anothers = send(deployRed, "POST", path.formatted("blue--own"), "");
        var nobodys = send(deployRed, "POST", path.formatted("blue--absent"), "");
        anothers.isProblem(404, "MODULE_NOT_FOUND");
        assertEquals(nobodys.body(), anothers.body());
        String digest =
                send(admin, "GET", "/v1/modules/blue--own", "").json().path("digest").asString();
        send(deployRed, "POST", path.formatted(digest), "").isProblem(404, "MODULE_NOT_FOUND");
    }

    @Test
    void without_a_token_both_planes_are_closed_and_the_rest_is_open() {
        for (String path :
                List.of(
                        "/v1/modules",
                        "/v1/nothing",
                        "/v1",
                        "/o/red/o/app/events",
                        "/o/no/o/app/")) {
            var reply = get("", path).isProblem(401, "UNAUTHORIZED");
            assertEquals("Bearer realm=\"lapidary\"", reply.header("WWW-Authenticate").orElse(""));
        }
        for (String path : List.of("/", "/console.js", "/openapi.json", "/health/live")) {
            get("", path).isOk();
        }
    }

    @Test
    void only_a_bearer_token_in_the_header_counts() {
        get("", "/v1/modules?token=" + admin).isProblem(401, "UNAUTHORIZED");
        get("", "/v1/modules?access_token=" + admin).isProblem(401, "UNAUTHORIZED");
        for (String field : List.of("Basic " + admin, admin, "Bearer", "Bearer  ")) {
            server.send(server.request("/v1/modules").header("Authorization", field))
                    .isProblem(401, "UNAUTHORIZED");
        }
        server.send(
                        server.request("/v1/modules", admin)
                                .header("Authorization", "Bearer " + deploy))
                .isProblem(401, "UNAUTHORIZED");
        server.send(server.request("/v1/modules").header("Authorization", "bearer " + admin))
                .isOk();
    }

    @Test
    void each_role_does_its_part_and_no_other() {
        get(admin, "/o/blue/secret-object/app/events").isOk();
        get(invokeRed, "/o/red/secret-object/app/events").isOk();
        get(deploy, "/o/red/secret-object/app/events").isProblem(403, "FORBIDDEN");
        get(deploy, "/v1/namespaces/blue").isOk();
        for (String path : List.of("/v1/modules", "/v1/namespaces/red", "/v1/nothing")) {
            get(invokeRed, path).isProblem(403, "FORBIDDEN");
        }
        for (String token : List.of(deploy, deployRed, invokeRed)) {
            get(token, "/v1/tokens").isProblem(403, "FORBIDDEN");
            send(token, "POST", "/v1/tokens", token("x", "admin", "")).isProblem(403, "FORBIDDEN");
        }
    }

    /** The reply but for what is different each time, and for the name that was asked for. */
    private static String seen(TestServer.Reply reply) {
        Map<String, List<String>> headers = new TreeMap<>(reply.response().headers().map());
        headers.keySet()
                .removeIf(name -> name.equals("lapidary-request-id") || name.equals("date"));
        return reply.status() + " " + headers + " " + reply.body().replace(ABSENT, "blue");
    }

    private static void assertSame(String token, String method, String path, String body) {
        assertTrue(path.contains("blue"), path);
        assertEquals(
                seen(send(token, method, path.replace("blue", ABSENT), body)),
                seen(send(token, method, path, body)),
                method + " " + path);
    }

    @Test
    void anothers_namespace_answers_as_one_that_does_not_exist() {
        for (String method : List.of("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS")) {
            for (String path :
                    List.of(
                            "/o/blue/secret-object/app/kv-get/key",
                            "/o/blue/secret-object/none/",
                            "/o/blue/secret-object/",
                            "/o/blue/" + "x".repeat(300) + "/app/",
                            "/o/blue/secret-object/%0a/")) {
                assertSame(invokeRed, method, path, "body");
            }
            for (String path :
                    List.of(
                            "/v1/namespaces/blue",
                            "/v1/namespaces/blue?force=true",
                            "/v1/namespaces/blue/objects",
                            "/v1/namespaces/blue/objects?prefix=s",
                            "/v1/namespaces/blue/objects/secret-object",
                            "/v1/namespaces/blue/objects/secret-object/facets/app",
                            "/v1/namespaces/blue/objects/secret-object/facets/app/sql",
                            "/v1/namespaces/blue/objects/secret-object/facets/app/abort",
                            "/v1/namespaces/blue/nothing",
                            "/v1/modules/blue--own",
                            "/v1/modules/blue--own/wasm")) {
                assertSame(deployRed, method, path, "{}");
            }
        }
        assertEquals(
                "blue", send(admin, "POST", "/o/blue/secret-object/app/kv-get/key", "").body());
        get(admin, "/v1/modules/blue--own").isOk();
    }

    @Test
    void lists_show_what_is_the_tokens_own() {
        assertEquals(
                List.of("red"), get(deployRed, "/v1/namespaces").json().findValuesAsString("name"));
        assertEquals(
                List.of("blue", "red", "test"),
                get(deploy, "/v1/namespaces").json().findValuesAsString("name"));
        assertEquals(
                "{\"items\":[],\"next\":null}",
                get(make("other", "deploy", "other"), "/v1/modules").body());
        assertFalse(get(deployRed, "/v1/namespaces?limit=1&after=a").body().contains("blue"));
    }

    @Test
    void a_limited_deploy_token_restores_data_but_not_the_options_of_a_whole_object() {
        String path = "/v1/namespaces/red/objects/secret-object/restore";
        String whole = "{\"to\": \"2026-01-01T00:00:00Z\"}";
        String facet = "{\"to\": \"2026-01-01T00:00:00Z\", \"facet\": \"app\"}";
        send(deployRed, "POST", path, whole).isProblem(403, "FORBIDDEN");
        send(deployRed, "POST", path, facet).isProblem(409, "ARCHIVE_DISABLED");
        send(deploy, "POST", path, whole).isProblem(409, "ARCHIVE_DISABLED");
    }

    @Test
    void a_limited_deploy_token_uploads_under_its_own_names_and_runs_only_those() {
        var wasm = BodyPublishers.ofByteArray(TestServer.guest("probe"));
        for (String name : List.of("probe", "blue--own", "blue--new", "new")) {
            server.send(server.request("/v1/modules/" + name, deployRed).PUT(wasm))
                    .isProblem(403, "FORBIDDEN");
        }
        String limited = make("green's ci", "deploy", "green");
        server.send(server.request("/v1/modules/green--own", limited).PUT(wasm)).isOk();
        String namespace = "/v1/namespaces/green";
        for (String module : List.of("probe", "blue--own", "absent", "sha256:" + "0".repeat(64))) {
            send(limited, "PUT", namespace, PROBE.replace("probe", module))
                    .isProblem(403, "FORBIDDEN");
            send(
                            limited,
                            "PUT",
                            namespace + "/objects/o/facets/f",
                            "{\"module\": \"" + module + "\"}")
                    .isProblem(404, "NAMESPACE_NOT_FOUND");
        }
        send(limited, "PUT", namespace, PROBE.replace("probe", "green--own")).isOk();
        send(limited, "PUT", namespace + "/objects/o/facets/f", "{\"module\": \"probe\"}")
                .isProblem(403, "FORBIDDEN");
        for (String object : List.of("o", "p")) {
            send(
                            limited,
                            "PUT",
                            namespace + "/objects/" + object + "/facets/f",
                            "{\"module\": \"green--own\"}")
                    .isOk();
        }
        send(admin, "PUT", namespace, PROBE).isOk();
        send(limited, "PUT", namespace, PROBE).isOk();
        send(limited, "PUT", namespace + "/objects/o/facets/f", "{\"module\": \"probe\"}").isOk();
        get(limited, "/v1/modules/probe").isProblem(404, "MODULE_NOT_FOUND");
        assertEquals(
                "module green--own is in use: facet f of object p in namespace green runs it",
                deleteInUse(limited));
        assertEquals(204, send(limited, "DELETE", namespace + "?force=true", "").status());
        String others = "/v1/namespaces/purple";
        send(admin, "PUT", others, PROBE.replace("probe", "green--own")).isOk();
        assertEquals("module green--own is in use", deleteInUse(limited));
        assertEquals(204, send(admin, "DELETE", others, "").status());
        assertEquals(204, send(limited, "DELETE", "/v1/modules/green--own", "").status());
    }

    private static String deleteInUse(String token) {
        return send(token, "DELETE", "/v1/modules/green--own", "")
                .isProblem(409, "MODULE_IN_USE")
                .detail();
    }

    @Test
    void the_limits_of_a_namespace_are_its_operators() {
        String limited = make("grey's ci", "deploy", "grey");
        String path = "/v1/namespaces/grey";
        String document = "{\"limits\": {\"fuelPerEvent\": 1000000}}";
        send(limited, "PUT", path, document).isProblem(403, "FORBIDDEN");
        send(admin, "PUT", path, document).isOk();
        send(limited, "PUT", path, "{}").isProblem(403, "FORBIDDEN");
        send(limited, "PUT", path, document.replace("0}", "1}")).isProblem(403, "FORBIDDEN");
        send(limited, "PUT", path, document).isOk();
        send(limited, "DELETE", path, "").isProblem(403, "FORBIDDEN");
        assertEquals(204, send(admin, "DELETE", path, "").status());
    }

    @Test
    void tokens_are_listed_without_secrets_and_revoked_at_once() {
        String brief = make("brief", "invoke", "red");
        get(brief, "/o/red/secret-object/app/events").isOk();
        String id = brief.substring(4, 14);
        var list = get(admin, "/v1/tokens");
        assertTrue(list.body().contains(id), list.body());
        assertFalse(list.body().contains(brief.substring(15)), list.body());
        assertEquals(204, send(admin, "DELETE", "/v1/tokens/" + id, "").status());
        get(brief, "/o/red/secret-object/app/events").isProblem(401, "UNAUTHORIZED");
        send(admin, "DELETE", "/v1/tokens/" + id, "").isProblem(404, "TOKEN_NOT_FOUND");
        send(admin, "DELETE", "/v1/tokens/" + admin.substring(4, 14), "")
                .isProblem(409, "TOKEN_LAST_ADMIN");
    }

    @Test
    void a_token_request_is_read_strictly() {
        for (String body :
                List.of(
                        "{}",
                        "{\"name\": \"x\"}",
                        "{\"name\": \"x\", \"role\": \"root\"}",
                        "{\"name\": \"x\", \"role\": \"admin\", \"namespaces\": [\"red\"]}",
                        "{\"name\": \"x\", \"role\": \"invoke\"}",
                        "{\"name\": \"x\", \"role\": \"invoke\", \"namespaces\": []}",
                        "{\"name\": \"x\", \"role\": \"invoke\", \"namespaces\": [null]}",
                        "{\"name\": \"\", \"role\": \"deploy\"}",
                        "{\"name\": \"x\", \"role\": \"deploy\", \"expiresMillis\": 1}",
                        "{\"name\": \"x\", \"role\": \"deploy\", \"scopes\": []}")) {
            send(admin, "POST", "/v1/tokens", body).isProblem(400, "REQUEST_INVALID");
        }
    }

    @Test
    void wrong_tokens_are_slowed_down_and_logged_and_right_ones_work_meanwhile(@TempDir Path own) {
        var lines = new CopyOnWriteArrayList<String>();
        var handler = new Collector(lines);
        var logger = Logger.getLogger("lapidary.token");
        logger.addHandler(handler);
        try (var slowed = new TestServer(own)) {
            String text =
                    slowed.post("/v1/tokens", token("ops", "admin", ""))
                            .json()
                            .path("token")
                            .asString();
            String wrong = text.substring(0, 15) + "x".repeat(43);
            TestServer.Reply reply;
            int refusals = 0;
            do {
                reply = slowed.send(slowed.request("/v1/modules", wrong));
                refusals++;
            } while (reply.status() == 401 && refusals < 1_000);
            reply.isProblem(429, "RATE_LIMITED");
            assertTrue(Integer.parseInt(reply.header("Retry-After").orElse("")) >= 1);
            slowed.send(slowed.request("/v1/modules", text)).isOk();
            slowed.send(slowed.request("/v1/modules")).isProblem(401, "UNAUTHORIZED");
            assertEquals(refusals - 1, lines.size(), "refusals beyond the limit are not logged");
            for (String line : lines) {
                assertTrue(line.contains(text.substring(4, 14)), line);
                assertTrue(line.contains("127.0.0.1"), line);
                assertFalse(line.contains("xxxx"), line);
            }
        } finally {
            logger.removeHandler(handler);
        }
    }

    /** Keeps what is logged. */
    private static final class Collector extends Handler {
        private final List<String> lines;

        Collector(List<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord line) {
            Object[] values = line.getParameters();
            lines.add(java.text.MessageFormat.format(line.getMessage(), values));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void a_limited_token_sees_what_its_namespaces_used_and_no_others() {
        for (String query : List.of("", "?by=hour", "?namespace=red", "?limit=1")) {
            var items = get(deployRed, "/v1/usage" + query).isOk().json().path("items");
            assertFalse(items.isEmpty(), query);
            items.forEach(item -> assertEquals("red", item.path("namespace").asString(), query));
        }
        var ofBlue = get(deployRed, "/v1/usage?namespace=blue").isOk();
        assertEquals(get(deployRed, "/v1/usage?namespace=" + ABSENT).isOk().body(), ofBlue.body());
        assertEquals(
                List.of("blue", "red"),
                get(deploy, "/v1/usage")
                        .isOk()
                        .json()
                        .path("items")
                        .valueStream()
                        .map(item -> item.path("namespace").asString())
                        .distinct()
                        .toList());
        get(invokeRed, "/v1/usage").isProblem(403, "FORBIDDEN");
        get(invokeRed, "/v1/logs").isProblem(403, "FORBIDDEN");
        get("", "/v1/usage").isProblem(401, "UNAUTHORIZED");
        get("", "/v1/logs").isProblem(401, "UNAUTHORIZED");
    }

    @Test
    void a_limited_token_is_told_what_happens_in_its_namespaces_and_no_others() throws Exception {
        var response = server.open(server.request("/v1/logs", deployRed).GET());
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertEquals(":", lines.readLine());
            send(admin, "POST", "/o/blue/secret-object/app/kv-get/key", "").isOk();
            send(admin, "POST", "/o/red/secret-object/app/kv-get/key", "").isOk();
            String told = "";
            while (!told.contains("\"kind\":\"fetch\"")) {
                told = lines.readLine();
                assertFalse(told.contains("\"blue\""), told);
            }
            assertTrue(told.contains("\"red\""), told);
        }
    }

    @Test
    void only_an_admin_token_sees_the_metrics_of_the_host() {
        get(admin, "/metrics").isOk();
        get(deploy, "/metrics").isProblem(403, "FORBIDDEN");
        get(deployRed, "/metrics").isProblem(403, "FORBIDDEN");
        get(invokeRed, "/metrics").isProblem(403, "FORBIDDEN");
        get("", "/metrics").isProblem(401, "UNAUTHORIZED");
    }
}
