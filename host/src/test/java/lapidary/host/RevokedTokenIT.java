package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was opened with a token ends when it is revoked. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RevokedTokenIT {
    private static final String OF_WS = ", \"namespaces\": [\"ws\"]";

    @TempDir Path dataDir;
    private TestServer server;
    private HttpClient http;
    private String admin;

    @BeforeEach
    void start() {
        server = new TestServer(dataDir);
        http = HttpClient.newHttpClient();
        server.upload("sockets", TestServer.guest("sockets")).isOk();
        server.put("/v1/namespaces/ws", "{\"facets\": {\"app\": {\"module\": \"sockets\"}}}")
                .isOk();
        admin = token("", "ops", "admin", "");
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    private String token(String as, String name, String role, String namespaces) {
        String body = "{\"name\": \"%s\", \"role\": \"%s\"%s}".formatted(name, role, namespaces);
        var request = server.request("/v1/tokens", as).POST(BodyPublishers.ofString(body));
        return server.send(request).isOk().json().path("token").asString();
    }

    private void revoke(String token) {
        var request = server.request("/v1/tokens/" + token.substring(4, 14), admin);
        assertEquals(204, server.send(request.DELETE()).status());
    }

    private SocketClient open(String token) {
        return SocketClient.open(http, server.url() + "/o/ws/room/app/open/", token);
    }

    private String ask(String operation) {
        var request = server.request("/o/ws/room/app/" + operation, admin);
        return server.send(request.POST(BodyPublishers.noBody())).isOk().body();
    }

    private BufferedReader lines(String path, String token) {
        var response = server.open(server.request(path, token).GET());
        assertEquals(200, response.statusCode());
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    @Test
    void its_sockets_are_closed_with_1008_their_facet_is_told_and_others_stay_open()
            throws InterruptedException {
        String brief = token(admin, "brief", "invoke", OF_WS);
        String lasting = token(admin, "lasting", "invoke", OF_WS);
        try (var closed = open(brief);
                var open = open(lasting)) {
            assertEquals("text before", closed.ask("before"));
            revoke(brief);
            assertEquals("close 1008 the token was revoked", closed.next());
            assertEquals("text after", open.ask("after"));
            while (!ask("heard").contains("close 1008 the token was revoked")) {
                Thread.sleep(25);
            }
        }
    }

    @Test
    void its_streams_end_and_their_facet_writes_no_more() throws Exception {
        String brief = token(admin, "brief", "invoke", OF_WS);
        try (var stream = lines("/o/ws/room/app/stream", brief)) {
            assertEquals("data: begun", stream.readLine());
            assertEquals("", stream.readLine());
            revoke(brief);
            while (!ask("write").startsWith("-10 ")) {
                Thread.sleep(25); // whoever writes keeps it open, but for the token
            }
            assertEquals(null, stream.readLine());
        }
    }

    @Test
    void who_follows_the_logs_with_it_is_told_no_more() throws IOException {
        String brief = token(admin, "brief", "deploy", OF_WS);
        try (var logs = lines("/v1/logs", brief)) {
            assertEquals(":", logs.readLine());
            assertEquals("", logs.readLine());
            revoke(brief);
            assertEquals(null, logs.readLine());
        }
    }
}
