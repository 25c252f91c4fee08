package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sockets and streams of facets that a supervisor has started: they belong to who accepts them. */
class SocketTreeIT extends WithTree {
    private static HttpClient http;

    @BeforeAll
    static void upload() {
        http = HttpClient.newHttpClient();
        server.upload("sockets", TestServer.guest("sockets")).isOk();
    }

    @AfterAll
    static void closeClient() {
        http.close();
    }

    private void startRoom() {
        assertEquals("0", ask("start/room", "{\"module\": \"sockets\"}"));
    }

    private String url(String operation) {
        return server.url() + "/o/sup/" + object + "/forward/room/" + operation;
    }

    private String askRoom(String operation) {
        return server.post("/o/sup/" + object + "/forward/room/" + operation, "").isOk().body();
    }

    @Test
    void a_forwarded_request_for_a_socket_is_accepted_by_the_facet_below() {
        startRoom();
        try (var client = SocketClient.open(http, url("open/a"))) {
            assertEquals("text a;", client.ask("tags"));
            assertEquals("text hello", client.ask("hello"));
            assertEquals(1, askRoom("show/a").lines().count());
            client.sendClose(3000, "done");
            assertEquals("close 3000 done", client.next());
        }
        assertEquals("close 3000 done new\n", askRoom("heard"));
    }

    @Test
    void the_supervisors_abort_closes_the_sockets_below_it_with_1012() {
        startRoom();
        try (var client = SocketClient.open(http, url("open/"))) {
            assertEquals("0", ask("abort/room", "enough"));
            String next = client.next();
            assertTrue(next.startsWith("close 1012 "), next);
        }
    }

    @Test
    void the_supervisors_deletion_closes_the_sockets_below_it_with_1001() {
        startRoom();
        try (var client = SocketClient.open(http, url("open/"))) {
            assertEquals("0", ask("delete/room"));
            String next = client.next();
            assertTrue(next.startsWith("close 1001 "), next);
        }
    }

    @Test
    void a_forwarded_request_may_become_a_stream_of_the_facet_below() throws IOException {
        startRoom();
        var response = server.open(server.request(url("stream").substring(server.url().length())));
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertEquals("data: begun", lines.readLine());
            assertEquals("", lines.readLine());
            String route = "/o/sup/" + object + "/forward/room/write";
            assertEquals("0", server.post(route, "more\n").isOk().body());
            assertEquals("more", lines.readLine());
        }
    }
}
