package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import lapidary.host.app.Configuration;
import lapidary.host.app.ListenAddress;
import lapidary.host.app.ServerOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The origin rules as headers; {@code BrowserIT} is what a browser makes of them. */
class OriginIT {
    private static final String SANDBOX = "sandbox allow-scripts allow-forms allow-popups";

    @TempDir static Path dataDir;
    private static TestServer server;

    @BeforeAll
    static void start() {
        var address = new ListenAddress("127.0.0.1", 0);
        var configuration =
                new Configuration(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(address),
                        Optional.empty(),
                        Set.of("https://lapidary.example"),
                        OptionalLong.empty());
        server = new TestServer(new ServerOptions(dataDir, address, configuration));
        for (String guest : List.of("probe", "page")) {
            server.upload(guest, TestServer.guest(guest)).isOk();
        }
        server.put(
                        "/v1/namespaces/test",
                        "{\"facets\": {\"app\": {\"module\": \"probe\"},"
                                + " \"page\": {\"module\": \"page\"}}}")
                .isOk();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static TestServer.Reply guests(String path) {
        return server.send(HttpRequest.newBuilder(URI.create(server.guestUrl() + path)));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /o/test/o/page/, 200",
        "HEAD, /o/test/o/page/, 200",
        "GET, /o/test/o/app/status/204, 204",
        "GET, /o/test/o/app/status/205, 205",
        "GET, /o/test/o/app/status/304, 304",
        "GET, /o/test/o/app/status/404, 404",
        "GET, /o/test/o/app/flush, 200",
        "HEAD, /o/test/o/app/flush, 200",
        "POST, /o/test/o/app/outside, 500",
        "HEAD, /o/test/o/app/outside, 500",
        "GET, /o/none/o/app/, 404",
        "GET, /o/test/o/none/, 404",
        "GET, /o/test/o/%zz/, 400",
        "GET, /o/test/o, 404",
        "GET, /o, 404",
        "GET, /v1/modules/probe/fetch/echo, 200",
        "GET, /v1/modules/probe/fetch/x, 404",
        "POST, /v1/modules/probe/fetch/outside, 500",
        "POST, /v1/modules/none/fetch/, 404",
    })
    void every_reply_of_a_guest_is_in_the_sandbox(String method, String path, int status)
            throws IOException {
        String reply =
                server.raw(
                        method
                                + " "
                                + path
                                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        assertTrue(reply.startsWith("HTTP/1.1 " + status + " "), reply);
        String head =
                reply.substring(0, reply.indexOf("\r\n\r\n")).toLowerCase(java.util.Locale.ROOT);
        assertTrue(head.contains("\ncontent-security-policy: " + SANDBOX), reply);
        assertTrue(head.contains("\nx-content-type-options: nosniff"), reply);
    }

    @Test
    void what_a_browser_keeps_for_a_whole_origin_is_dropped_everywhere() {
        for (var reply : List.of(server.get("/o/test/o/page/"), guests("/o/test/o/page/"))) {
            assertEquals("kept", reply.isOk().header("x-own").orElse(""));
            for (String name :
                    List.of(
                            "service-worker-allowed",
                            "clear-site-data",
                            "strict-transport-security",
                            "alt-svc",
                            "nel",
                            "report-to",
                            "lapidary-own")) {
                assertEquals(Optional.empty(), reply.header(name), name);
            }
        }
    }

    @Test
    void a_guests_own_policy_stays_and_the_sandbox_is_added() {
        var policies =
                server.get("/o/test/o/page/")
                        .response()
                        .headers()
                        .allValues("content-security-policy");
        assertEquals(2, policies.size(), policies.toString());
        assertTrue(policies.contains(SANDBOX), policies.toString());
    }

    @Test
    void on_its_own_origin_a_guest_has_no_sandbox_and_the_console_is_not_there() {
        var page = guests("/o/test/o/page/").isOk();
        assertFalse(
                page.response().headers().allValues("content-security-policy").contains(SANDBOX));
        assertEquals("nosniff", page.header("x-content-type-options").orElse(""));
        guests("/health/live").isOk();
        for (String path :
                List.of("/", "/console.js", "/openapi.json", "/v1/modules", "/v1/tokens", "/V1/")) {
            guests(path).isProblem(404, "ROUTE_NOT_FOUND");
        }
    }

    @Test
    void a_cookie_goes_back_to_its_own_object_only() {
        assertEquals(
                List.of(
                        "bomb=1",
                        "wide=1; HttpOnly",
                        "own=1; Path=/o/test/o/page; Secure",
                        "other=1",
                        "twice=1; pAtH=/o/test/o/page/x"),
                server.get("/o/test/o/page/").response().headers().allValues("set-cookie"));
        assertTrue(
                guests("/o/test/o/page/")
                        .response()
                        .headers()
                        .allValues("set-cookie")
                        .contains("bomb=1; Path=/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: null",
                "Origin: http://evil.example",
                "Origin: https://127.0.0.1",
                "Origin: http://127.0.0.1:1",
                "Origin: http://localhost",
                "Origin: http://127.0.0.1.evil.example",
                "Origin: http://127.0.0.1\r\nOrigin: null",
                "Origin: ",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: anything",
                "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site",
                "Host: evil.example",
                "Host: 127.0.0.1.evil.example",
                "Host: 127.0.0.1:80@evil.example",
                "Host: localhost.evil.example",
                "Host: 127.0.0.256",
                "Host: 0.0.0.0",
                "Host: [::2]"
            })
    void pages_of_others_and_names_made_to_point_here_are_refused(String fields)
            throws IOException {
        for (String method : List.of("GET", "POST", "OPTIONS")) {
            String host = fields.startsWith("Host") ? "" : "Host: 127.0.0.1\r\n";
            String reply =
                    server.raw(
                            method
                                    + " /v1/tokens HTTP/1.1\r\n"
                                    + host
                                    + fields
                                    + "\r\nConnection: close\r\n\r\n");
            assertTrue(
                    reply.startsWith("HTTP/1.1 403 ") || reply.startsWith("HTTP/1.1 400 "), reply);
            assertFalse(reply.toLowerCase(java.util.Locale.ROOT).contains("access-control"), reply);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: 127.0.0.1",
                "Host: LOCALHOST:8080",
                "Host: [::1]:80",
                "Host: 127.255.0.1",
                "Host: 127.0.0.1\r\nOrigin: http://127.0.0.1",
                "Host: localhost:1\r\nOrigin: http://localhost:1\r\nSec-Fetch-Site: same-origin",
                "Host: localhost\r\nOrigin: https://lapidary.example",
                "Host: 127.0.0.1\r\nSec-Fetch-Site: none"
            })
    void its_own_pages_and_programs_are_let_in(String fields) throws IOException {
        String reply =
                server.raw(
                        "GET /v1/tokens HTTP/1.1\r\n" + fields + "\r\nConnection: close\r\n\r\n");
        assertTrue(reply.startsWith("HTTP/1.1 200 "), reply);
    }

    @Test
    void the_console_cannot_be_framed_embedded_or_held_by_its_opener() {
        for (String path : List.of("/", "/console.js", "/console.css", "/openapi.json")) {
            var reply = server.get(path).isOk();
            assertEquals("DENY", reply.header("x-frame-options").orElse(""));
            assertEquals("same-origin", reply.header("cross-origin-opener-policy").orElse(""));
            assertEquals("same-origin", reply.header("cross-origin-resource-policy").orElse(""));
            String policy = reply.header("content-security-policy").orElse("");
            for (String part :
                    List.of(
                            "default-src 'none'",
                            "script-src 'self'",
                            "frame-ancestors 'none'",
                            "base-uri 'none'",
                            "form-action 'none'",
                            "require-trusted-types-for 'script'")) {
                assertTrue(policy.contains(part), policy);
            }
        }
        var reply = server.get("/v1/modules").isOk();
        assertEquals("same-origin", reply.header("cross-origin-resource-policy").orElse(""));
        assertEquals("no-store", reply.header("cache-control").orElse(""));
    }

    @Test
    void a_form_of_a_sandboxed_page_makes_no_token() {
        server.send(
                        server.request("/v1/tokens")
                                .header("Origin", "null")
                                .header("Content-Type", "text/plain")
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"name\": \"x\", \"role\": \"admin\"}")))
                .isProblem(403, "ORIGIN_DENIED");
        assertEquals(0, server.get("/v1/tokens").json().path("items").size());
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "OWN, true",
        "null, true",
        "http://localhost:3000, true",
        "https://lapidary.example, true",
        "http://evil.example, false",
        "http://localhost.evil.example, false",
        "http://evil.example/localhost, false",
        "file://, false",
    })
    void without_tokens_a_page_of_a_stranger_opens_no_socket(String origin, boolean mayOpen)
            throws IOException {
        String from = origin.equals("OWN") ? server.url() : origin;
        String reply =
                server.raw(
                        "GET /o/test/o/app/events HTTP/1.1\r\nHost: 127.0.0.1:"
                                + server.port()
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                + (from.isEmpty() ? "" : "Origin: " + from + "\r\n")
                                + "\r\n");
        // The guest that is asked accepts none, which is not for the host to say.
        assertEquals(mayOpen, reply.startsWith("HTTP/1.1 200 "), reply);
        assertEquals(!mayOpen, reply.contains("ORIGIN_DENIED"), reply);
    }
}
