package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server with few open files, and clients who open more connections than that. */
class FewFilesIT {
    private static final int FILES = 400;
    private static final int CONNECTIONS = 2_000;

    @TempDir Path folder;

    @Test
    void a_flood_of_connections_does_not_end_the_listening() throws Exception {
        var process = start();
        try (var client = HttpClient.newHttpClient()) {
            String url = url(process);
            flood(URI.create(url).getPort());
            var health = HttpRequest.newBuilder(URI.create(url + "/health/live")).build();
            assertEquals(200, client.send(health, BodyHandlers.discarding()).statusCode());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** All at once, none of which says anything; the host turns many of them away. */
    private static void flood(int port) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
        assertEquals(CONNECTIONS, sockets.size());
    }

    private Process start() throws IOException {
        String command =
                "ulimit -n "
                        + FILES
                        + "; exec \"$0\" -Xmx128m -Xss64m --enable-native-access=ALL-UNNAMED -cp \"$1\""
                        + " lapidary.host.cli.Main serve --data-dir \"$2\" --listen 127.0.0.1:0";
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        command,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        System.getProperty(
                                "lapidary.test.classpath", "target/classes:target/lib/*"),
                        folder.resolve("data").toString())
                .redirectError(folder.resolve("log").toFile())
                .start();
    }

    private static String url(Process process) throws IOException {
        var out = process.inputReader(StandardCharsets.UTF_8);
        String line = String.valueOf(out.readLine());
        while (!line.startsWith("listening on ") && !line.equals("null")) {
            line = String.valueOf(out.readLine());
        }
        assertTrue(line.startsWith("listening on "), line);
        return line.substring("listening on ".length());
    }
}
