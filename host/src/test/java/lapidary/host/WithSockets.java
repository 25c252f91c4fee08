package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A server with the guest that opens sockets, one for all tests of a class. */
abstract class WithSockets {
    @TempDir static Path dataDir;
    static TestServer server;
    static HttpClient http;

    private final List<SocketClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = new TestServer(dataDir);
        http = HttpClient.newHttpClient();
        server.upload("sockets", TestServer.guest("sockets")).isOk();
        server.put("/v1/namespaces/ws", "{\"facets\": {\"app\": {\"module\": \"sockets\"}}}")
                .isOk();
    }

    @AfterAll
    static void stop() {
        server.close();
        http.close();
    }

    @AfterEach
    void closeClients() {
        clients.forEach(SocketClient::close);
    }

    /** Opens one with these tags. */
    SocketClient open(String object, String tags) {
        return openAt(object, "open/" + tags);
    }

    SocketClient openAt(String object, String operation) {
        var client = SocketClient.open(http, url(object, operation));
        clients.add(client);
        return client;
    }

    static String url(String object, String operation) {
        return server.url() + path(object, operation);
    }

    static String path(String object, String operation) {
        return "/o/ws/" + object + "/app/" + operation;
    }

    /** Asks the guest over HTTP. */
    static String ask(String object, String operation) {
        return ask(object, operation, "");
    }

    static String ask(String object, String operation, String body) {
        return server.post(path(object, operation), body).isOk().body();
    }

    /** Asks until that is the answer: for what happens by itself. */
    static void awaitAnswer(String object, String operation, String answer) {
        String last = ask(object, operation);
        for (int i = 0; i < 2_400 && !last.equals(answer); i++) {
            try {
                Thread.sleep(25);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            last = ask(object, operation);
        }
        assertEquals(answer, last);
    }
}
