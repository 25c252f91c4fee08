package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server, killed in the middle of its work: what a client was told is true afterwards. */
class KillIT {
    private static final int ROUNDS = 5;
    private static final int CLIENTS = 8;
    private static final int WRITES_BEFORE_KILL = 300;

    @TempDir private Path dataDir;
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void every_acknowledged_write_is_there_after_kill_9_and_none_is_twice() throws Exception {
        long acknowledged = 0;
        long asked = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var counts = new Counts();
            var server = new Server(dataDir);
            try {
                if (round == 0) {
                    server.put(
                            "/v1/modules/probe",
                            BodyPublishers.ofByteArray(TestServer.guest("probe")));
                    String document = "{\"facets\": {\"app\": {\"module\": \"probe\"}}}";
                    server.put("/v1/namespaces/kill", BodyPublishers.ofString(document));
                    server.sql("CREATE TABLE t (a INTEGER)");
                }
                server.writeUntilKilled(counts);
            } finally {
                server.process.destroyForcibly().waitFor();
            }
            acknowledged += counts.acknowledged.get();
            asked += counts.asked.get();
            assertRows(acknowledged, asked);
        }
    }

    /**
     * Rows are at least the writes that were acknowledged, and at most those that were asked for.
     */
    private void assertRows(long acknowledged, long asked) throws Exception {
        var server = new Server(dataDir);
        try {
            long rows = Long.parseLong(server.sql("SELECT count(*) FROM t").strip());
            assertTrue(rows >= acknowledged, rows + " rows, " + acknowledged + " acknowledged");
            assertTrue(rows <= asked, rows + " rows, " + asked + " asked for");
            assertEquals("ok\n", server.sql("PRAGMA quick_check"));
        } finally {
            server.process.destroyForcibly().waitFor();
        }
    }

    private static final class Counts {
        final AtomicLong asked = new AtomicLong();
        final AtomicLong acknowledged = new AtomicLong();
    }

    /** A server in a process of its own. */
    private final class Server {
        private final Process process;
        private final String url;

        Server(Path data) throws IOException {
            process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xss64m",
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    "target/classes:target/lib/*",
                                    "lapidary.host.cli.Main",
                                    "serve",
                                    "--data-dir",
                                    data.toString(),
                                    "--listen",
                                    "127.0.0.1:0")
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = String.valueOf(out.readLine());
            assertTrue(line.startsWith("listening on "), line);
            url = line.substring("listening on ".length());
        }

        void put(String path, BodyPublisher body) throws Exception {
            assertEquals(2, send("PUT", path, body).statusCode() / 100);
        }

        String sql(String text) throws Exception {
            return send("POST", "/o/kill/o/app/sql", BodyPublishers.ofString(text)).body();
        }

        /** Several clients write; once enough was acknowledged, the process is killed. */
        void writeUntilKilled(Counts counts) throws InterruptedException {
            var enough = new CountDownLatch(WRITES_BEFORE_KILL);
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < CLIENTS; i++) {
                threads.add(Thread.ofVirtual().start(() -> write(counts, enough)));
            }
            enough.await();
            process.destroyForcibly();
            for (var thread : threads) {
                thread.join();
            }
        }

        private void write(Counts counts, CountDownLatch enough) {
            try {
                while (true) {
                    counts.asked.incrementAndGet();
                    if (!sql("INSERT INTO t VALUES (1)").isEmpty()) {
                        throw new IllegalStateException("a write was refused");
                    }
                    counts.acknowledged.incrementAndGet();
                    enough.countDown();
                }
            } catch (Exception _) {
                // the server was killed, as it should be
            }
        }

        private HttpResponse<String> send(String method, String path, BodyPublisher body)
                throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(URI.create(url + path)).method(method, body);
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
