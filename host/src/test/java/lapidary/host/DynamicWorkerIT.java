package lapidary.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static lapidary.host.TestServer.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code ANY /v1/modules/{name}/fetch/{path…}}: a module that runs once for a request. */
class DynamicWorkerIT extends WithProbe {
    private static final String FETCH = "/v1/modules/probe/fetch";

    @Test
    void a_module_runs_once_for_a_request_and_sees_it_as_it_came() {
        var reply =
                server.send(
                        server.request(FETCH + "/echo/a%2Fb//c?d=%20")
                                .header("X-Own", "1")
                                .header("Authorization", "Bearer secret")
                                .method("PATCH", BodyPublishers.ofString("the body")));
        assertEquals(200, reply.status());
        String echo = reply.body();
        assertTrue(echo.startsWith("PATCH http://probe/echo/a%2Fb//c?d=%20\n"), echo);
        assertTrue(echo.contains("\nx-own: 1\n"), echo);
        assertTrue(echo.endsWith("\nthe body"), echo);
        assertTrue(!echo.contains("secret"), echo);
        assertTrue(reply.fuel() > 0);
        assertTrue(reply.header("Lapidary-Request-Id").isPresent());
    }

    @Test
    void the_path_begins_with_a_slash_even_if_there_is_none() {
        assertEquals(404, server.get(FETCH).status());
        assertEquals("no such operation", server.get(FETCH).body());
    }

    @Test
    void it_runs_by_its_digest_too() {
        String digest = server.get("/v1/modules/probe").json().path("digest").asString();
        assertEquals("1", server.post("/v1/modules/" + digest + "/fetch/events", "").body());
    }

    @Test
    void each_request_gets_a_fresh_instance_without_storage() {
        assertEquals("1", server.post(FETCH + "/events", "").body());
        assertEquals("1", server.post(FETCH + "/events", "").body());
        for (String operation : List.of("kv-put/a", "kv-get/a", "sql", "delete-all")) {
            String denied = server.post(FETCH + "/" + operation, "SELECT 1").body();
            assertTrue(denied.startsWith("-5 this code runs once, without storage"), denied);
        }
    }

    @Test
    void it_belongs_to_no_object() {
        assertEquals("\nprobe\n\n\n\n", server.post(FETCH + "/info", "").body());
    }

    @Test
    void a_guests_page_is_in_the_sandbox_there_too() {
        var reply = server.get(FETCH + "/headers");
        assertEquals(201, reply.status());
        var policies = reply.response().headers().allValues("Content-Security-Policy");
        assertTrue(policies.contains("sandbox allow-scripts allow-forms allow-popups"));
        assertTrue(policies.contains("default-src *"));
        assertEquals("nosniff", reply.header("X-Content-Type-Options").orElse(""));
        assertTrue(reply.header("Service-Worker-Allowed").isEmpty());
        assertTrue(reply.fuel() > 100, "the guest's own Lapidary-Fuel is dropped");
        server.send(server.request(FETCH + "/echo").header("Origin", "https://evil.example"))
                .isProblem(403, "ORIGIN_DENIED");
    }

    @Test
    void what_ends_it_is_told_as_of_a_facet() {
        server.post(FETCH + "/outside", "").isProblem(500, "GUEST_TRAPPED");
        server.post(FETCH + "/recurse", "").isProblem(500, "GUEST_TRAPPED");
        server.post(FETCH + "/put-then-exit/3", "").isProblem(500, "GUEST_FAILED");
        server.get("/v1/modules/no-such/fetch/").isProblem(404, "MODULE_NOT_FOUND");
        server.get("/v1/modules/sha256:" + "0".repeat(64) + "/fetch/")
                .isProblem(404, "MODULE_NOT_FOUND");
        server.upload("caller", guest("caller")).isOk();
        server.get("/v1/modules/caller/fetch/").isProblem(403, "CAPABILITY_DENIED");
        server.upload("start-traps", guest("hostile/start-traps")).isOk();
        server.get("/v1/modules/start-traps/fetch/").isProblem(500, "GUEST_TRAPPED");
    }

    @Test
    void bodies_stream_both_ways() {
        byte[] large = "0123456789abcdef".repeat(20_000).getBytes(UTF_8);
        var reply =
                server.send(
                        server.request(FETCH + "/echo")
                                .POST(
                                        BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(large))));
        assertTrue(reply.body().endsWith("0123456789abcdef".repeat(20_000)));
        assertEquals("first\nsecond\n", server.post(FETCH + "/flush", "").body());
        assertEquals("enough", server.post(FETCH + "/half-body", "x".repeat(200_000)).body());
    }
}
