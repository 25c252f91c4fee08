package lapidary.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static lapidary.host.TestServer.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import lapidary.host.TestServer.Reply;
import lapidary.host.app.Configuration;
import lapidary.host.app.ListenAddress;
import lapidary.host.app.ServerOptions;
import lapidary.host.outbound.Network;
import lapidary.host.outbound.OtherServer;
import lapidary.host.outbound.OutboundRules;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code facet_http.fetch}: requests that leave, by policy only. */
class OutboundIT {
    @TempDir static Path dataDir;
    private static TestServer server;
    private static OtherServer other;

    @BeforeAll
    static void start() throws IOException {
        var rules = new OutboundRules(Set.of(), List.of(Network.parse("127.0.0.0/31")));
        server =
                new TestServer(
                        new ServerOptions(
                                dataDir,
                                new ListenAddress("127.0.0.1", 0),
                                Configuration.NONE.withOutbound(rules)));
        server.upload("probe", guest("probe")).isOk();
        server.upload("caller", guest("caller")).isOk();
        other =
                OtherServer.saying(
                        "HTTP/1.1 203 Fine\r\nX-Own: 1\r\nContent-Length: 5\r\n\r\nhello");
        put("closed", "");
        put(
                "open",
                ", \"outbound\": {\"allow\": [\""
                        + other.url()
                        + "\", \"http://127.0.0.2\", \"http://10.0.0.1\"]}");
        put("via", ", \"outbound\": {\"via\": \"probe\"}");
        put("lost", ", \"outbound\": {\"via\": \"no-such\"}");
        put("none", ", \"outbound\": {\"allow\": []}");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        other.close();
    }

    @Test
    void without_a_policy_no_request_leaves() {
        String text = "-5 no request leaves: the options that started this name no outbound";
        assertEquals(text, fetch("closed", other.url() + "/").body());
        assertEquals(text, call("closed", "fetch-nothing").body());
        put("null", ", \"outbound\": null");
        assertEquals(text, fetch("null", other.url() + "/").body());
    }

    @Test
    void a_request_to_an_allowed_origin_leaves_and_its_reply_comes_back() {
        assertEquals(
                "203\nx-own: 1\ncontent-length: 5\n\nhello",
                fetch("open", other.url() + "/a?b=c").body());
        assertTrue(other.heads().getLast().startsWith("POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    http://127.0.0.1/               | -5 the outbound policy does not allow http://127.0.0.1; name it in outbound.allow
                    https://127.0.0.1:PORT/         | -5 the outbound policy does not allow https://127.0.0.1:PORT; name it in outbound.allow
                    http://localhost:PORT/          | -5 the outbound policy does not allow http://localhost:PORT; name it in outbound.allow
                    http://127.0.0.1.:PORT/         | -2 the URL: its host is a name of ASCII letters, digits and hyphens (xn--… for others), without a dot at its end, or an address
                    http://2130706433:PORT/         | -2 the URL: its host is an address that is not written as four decimal numbers
                    http://0x7f.1:PORT/             | -2 the URL: its host is an address that is not written as four decimal numbers
                    http://127.0.0.1%3aPORT/        | -2 the URL: its host is a name of ASCII letters, digits and hyphens (xn--… for others), without a dot at its end, or an address
                    http://127.0.0.1:PORT@evil/     | -2 a URL has a host, and neither a user's name nor a backslash before it
                    http://evil\\@127.0.0.1:PORT/   | -2 a URL has a host, and neither a user's name nor a backslash before it
                    ftp://127.0.0.1:PORT/           | -2 a URL is absolute, and begins with http:// or https://
                    /                               | -2 a URL is absolute, and begins with http:// or https://
                    http://127.0.0.2/               | -5 http://127.0.0.2 has an address that is not on the public internet; name it in outbound.privateOrigins of the server's configuration to allow it
                    http://10.0.0.1/                | -5 http://10.0.0.1 has an address that is not on the public internet; name it in outbound.privateOrigins of the server's configuration to allow it
                    """)
    void another_origin_is_denied(String url, String text) {
        String port = Integer.toString(other.port());
        int asked = other.heads().size();
        assertEquals(
                text.replace("PORT", port),
                fetch("open", url.replace("PORT", port).replace("\\\\", "\\")).body());
        assertEquals(asked, other.heads().size());
    }

    @Test
    void an_empty_list_allows_nothing() {
        assertTrue(
                fetch("none", other.url() + "/")
                        .body()
                        .startsWith("-5 the outbound policy does not allow"));
    }

    @Test
    void nobody_sets_what_is_the_hosts_in_a_request() {
        var request =
                request("open", "fetch", other.url() + "/")
                        .header("x-send-host", "evil.example")
                        .header("x-send-content-length", "100")
                        .header("x-send-transfer-encoding", "chunked")
                        .header("x-send-x-own", "kept")
                        .POST(BodyPublishers.ofString("body"));
        assertTrue(server.send(request).body().startsWith("203"));
        String head = other.heads().getLast();
        assertTrue(
                head.endsWith("\r\nx-own: kept\r\nContent-Length: 4\r\nConnection: close\r\n\r\n"),
                head);
        assertTrue(!head.contains("evil") && !head.contains("chunked"), head);
    }

    @Test
    void what_the_event_wrote_is_kept_before_the_request_leaves() throws IOException {
        var lookedAt = new CountDownLatch(1);
        try (var judge =
                new OtherServer((_, out) -> {
                    // Asked in the middle of the event: what another event sees is durable.
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
                    lookedAt.countDown();
                })) {
            put("gate", ", \"outbound\": {\"allow\": [\"" + judge.url() + "\"]}");
            var request =
                    request("gate", "put-then-fetch-then-trap", judge.url() + "/")
                            .POST(BodyPublishers.noBody());
            server.send(request).isProblem(500, "GUEST_TRAPPED");
            assertEquals(0, lookedAt.getCount());
            assertEquals("yes", call("gate", "kv-get/before").body());
        }
    }

    @Test
    void an_abort_ends_the_wait_for_a_reply() throws Exception {
        var asked = new CountDownLatch(1);
        var silence = new CountDownLatch(1);
        try (var silent =
                new OtherServer((_, _) -> {
                    asked.countDown();
                    silence.await();
                })) {
            put("silent", ", \"outbound\": {\"allow\": [\"" + silent.url() + "\"]}");
            var aborter =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    asked.await();
                                } catch (InterruptedException _) {
                                    Thread.currentThread().interrupt();
                                }
                                server.post("/v1/namespaces/silent/objects/o/facets/app/abort", "")
                                        .isOk();
                            });
            fetch("silent", silent.url() + "/").isProblem(409, "FACET_ABORTED");
            aborter.join();
            silence.countDown();
        }
    }

    @Test
    void a_module_in_between_sees_the_request_and_answers_it() {
        var request =
                request("via", "fetch", "https://api.example/echo/a?b=c")
                        .header("x-method", "PATCH")
                        .header("x-send-authorization", "Bearer its-own")
                        .POST(BodyPublishers.ofString("the body"));
        assertEquals(
                """
                200
                content-type: text/plain; charset=utf-8
                lapidary-fuel: some

                PATCH https://api.example/echo/a?b=c
                authorization: Bearer its-own
                the body\
                """,
                server.send(request).body().replaceFirst("fuel: \\d+", "fuel: some"));
        String stored = fetch("via", "https://api.example/kv-get/key").body();
        assertTrue(stored.contains("-5 this code runs once, without storage"), stored);
        String trapped = fetch("via", "https://api.example/outside").body();
        assertTrue(trapped.startsWith("-8 the callee trapped: "), trapped);
        assertEquals("-1 there is no module no-such", fetch("lost", "https://api.example/").body());
    }

    @Test
    void what_a_caller_is_allowed_it_may_pass_on_and_nothing_else() {
        String grant = "{\"capabilities\": [\"supervisor_loader\"]%s}";
        String allow = ", \"outbound\": {\"allow\": [\"" + other.url() + "\"]}";
        String more =
                ", \"outbound\": {\"allow\": [\"" + other.url() + "\", \"https://api.example\"]}";
        assertTrue(inner("open", grant.formatted(allow)).contains("\n\n203\n"));
        assertTrue(inner("open", grant.formatted("")).contains("\n\n-5 no request leaves"));
        assertEquals(
                "-5 options.outbound allows what the caller is not allowed itself: https://api.example",
                inner("open", grant.formatted(more)));
        assertTrue(
                inner("closed", grant.formatted(allow)).startsWith("-5 options.outbound allows"));
        assertTrue(inner("via", grant.formatted(allow)).startsWith("-5 options.outbound allows"));
        assertTrue(
                inner("closed", grant.formatted(", \"outbound\": {\"via\": \"probe\"}"))
                        .contains("\n\n200\n"));
    }

    private static String inner(String namespace, String options) {
        var request =
                request(namespace, "run/caller/fetch", "")
                        .header("x-options", options)
                        .header("x-send-x-url", other.url() + "/echo");
        return server.send(request.POST(BodyPublishers.noBody())).body();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                             | facets.app.outbound is null, or has allow or via, one of them
                    {"allow": [], "via": "probe"}                  | facets.app.outbound is null, or has allow or via, one of them
                    {"allow": ["https://a.example/"]}              | facets.app.outbound.allow[0] is no origin, such as https://api.example: it ends with the host or the port, without a path
                    {"allow": ["https://a.example", "*"]}          | facets.app.outbound.allow[1] is no origin, such as https://api.example: it begins with http:// or https://
                    {"allow": ["https://*.example"]}               | facets.app.outbound.allow[0] is no origin, such as https://api.example: its host is a name of ASCII letters, digits and hyphens (xn--… for others), without a dot at its end, or an address
                    {"allow": [null]}                              | facets.app.outbound.allow[0] is null, expected an origin
                    {"allow": "https://a.example"}                 | field facets.app.outbound.allow: expected a list
                    {"via": ""}                                    | facets.app.outbound.via is a module's name or its digest
                    {"via": "../probe"}                            | facets.app.outbound.via is a module's name or its digest
                    {"deny": []}                                   | unknown field facets.app.outbound.deny; known here: allow, via
                    """)
    void a_policy_that_is_wrong_is_refused_and_says_where(String outbound, String text) {
        assertEquals(
                text,
                server.put(
                                "/v1/namespaces/wrong",
                                "{\"facets\": {\"app\": {\"module\": \"caller\", \"outbound\": "
                                        + outbound
                                        + "}}}")
                        .isProblem(400, "REQUEST_INVALID")
                        .detail());
    }

    @Test
    void a_module_that_is_in_between_is_in_use() {
        server.upload("between", guest("probe")).isOk();
        put("uses", ", \"outbound\": {\"via\": \"between\"}");
        assertEquals(
                "module between is in use: namespace uses refers to it in facets.app.outbound.via",
                server.delete("/v1/modules/between").isProblem(409, "MODULE_IN_USE").detail());
    }

    private static void put(String namespace, String more) {
        server.put(
                        "/v1/namespaces/" + namespace,
                        "{\"facets\": {\"app\": {\"module\": \"caller\", \"capabilities\":"
                                + " [\"supervisor_loader\"]"
                                + more
                                + "}}}")
                .isOk();
    }

    private static java.net.http.HttpRequest.Builder request(
            String namespace, String operation, String url) {
        var request = server.request("/o/" + namespace + "/o/app/" + operation);
        return url.isEmpty() ? request : request.header("x-url", url);
    }

    private static Reply fetch(String namespace, String url) {
        return server.send(request(namespace, "fetch", url).POST(BodyPublishers.noBody()));
    }

    private static Reply call(String namespace, String operation) {
        return server.send(request(namespace, operation, "").POST(BodyPublishers.noBody()));
    }
}
