package lapidary.host.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as no honest client sends them: the client is told that it was wrong, not the host. */
final class HostileClientsTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPTIONS * HTTP/1.1",
                "CONNECT 127.0.0.1:80 HTTP/1.1",
                "GET /o/shop/cart/app/\u00ff HTTP/1.1",
                "GET ? HTTP/1.1"
            })
    void a_target_that_is_no_path_is_the_clients_mistake(String requestLine) throws Exception {
        assertEquals("HTTP/1.1 400 Bad Request", statusLine(requestLine));
    }

    @Test
    void a_path_is_answered() throws Exception {
        assertEquals("HTTP/1.1 200 OK", statusLine("GET /health/live HTTP/1.1"));
    }

    private String statusLine(String requestLine) throws Exception {
        var options = new ServerOptions(folder, "127.0.0.1", 0, Optional.empty());
        try (var server = Lapidary.start(options);
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String head = requestLine + "\r\nHost: 127.0.0.1\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(ISO_8859_1));
            var reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            return String.valueOf(reader.readLine());
        }
    }
}
