package lapidary.host.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lapidary.host.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alarms of a real server that is killed while they are set and while they fire. */
@Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AlarmKillIT {
    private static final int ROUNDS = Integer.getInteger("lapidary.kill.alarms", 20);
    private static final int CLIENTS = 4;
    private static final int DUE_MILLIS_MAX = 1_000;
    private static final int KILL_MILLIS_MAX = 500;

    @TempDir private Path work;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Random random = new Random(Long.getLong("lapidary.kill.seed", 1));
    private final AtomicInteger objects = new AtomicInteger();

    /** By object, when its one alarm is due, as far as a client was told that it is set. */
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

    @AfterEach
    void closeClient() {
        client.close();
    }

    @Test
    void each_alarm_that_was_acknowledged_has_its_effect_once_and_not_early() throws Exception {
        var data = work.resolve("data");
        var archive = work.resolve("classes.jsa");
        try (var server = KilledServer.startArchiving(data, archive)) {
            prepare(server.url());
            server.stop();
        }
        for (int round = 0; round < ROUNDS; round++) {
            try (var server = KilledServer.start(data, archive)) {
                setUntilKilled(server, round % 2 == 0);
            }
        }
        try (var server = KilledServer.start(data, archive)) {
            String url = server.url();
            assertTrue(acknowledged.size() >= ROUNDS / 2, acknowledged.size() + " alarms");
            for (var alarm : acknowledged.entrySet()) {
                check(url, alarm.getKey(), alarm.getValue());
            }
        }
        System.out.println(ROUNDS + " kills, " + acknowledged.size() + " alarms acknowledged");
    }

    private void prepare(String url) throws Exception {
        send(url, "PUT", "/v1/modules/alarms", TestServer.guest("alarms"));
        byte[] document = "{\"facets\": {\"app\": {\"module\": \"alarms\"}}}".getBytes(UTF_8);
        send(url, "PUT", "/v1/namespaces/test", document);
        ask(url, "first", "get");
    }

    /**
     * @param once whether at least one alarm is acknowledged first, however slow the machine is;
     *     otherwise it may be killed before that
     */
    private void setUntilKilled(KilledServer server, boolean once) throws Exception {
        int before = acknowledged.size();
        var threads = new Thread[CLIENTS];
        String url = server.url();
        for (int i = 0; i < CLIENTS; i++) {
            var seeded = new Random(random.nextLong());
            threads[i] = Thread.ofVirtual().start(() -> set(url, seeded));
        }
        while (once && acknowledged.size() == before) {
            Thread.sleep(1);
        }
        Thread.sleep(random.nextInt(KILL_MILLIS_MAX));
        server.kill();
        for (var thread : threads) {
            thread.join();
        }
    }

    /** Sets the alarm of one object after the other, until nobody answers. */
    private void set(String url, Random seeded) {
        try {
            while (true) {
                String object = "o" + objects.incrementAndGet();
                long due = System.currentTimeMillis() + seeded.nextInt(DUE_MILLIS_MAX);
                assertEquals("0", ask(url, object, "set/" + due));
                acknowledged.put(object, due);
            }
        } catch (IOException | InterruptedException _) {
            // killed
        }
    }

    private void check(String url, String object, long due) throws Exception {
        String ran = ask(url, object, "ran");
        while (ran.isEmpty()) {
            Thread.sleep(20);
            ran = ask(url, object, "ran");
        }
        assertEquals(1, ran.lines().count(), object + ": " + ran);
        String[] words = ran.strip().split(" ", -1);
        assertEquals(String.valueOf(due), words[0], object);
        assertTrue(Long.parseLong(words[2]) >= due, object + ": " + ran);
        assertEquals("-1", ask(url, object, "get"), object);
    }

    private String ask(String url, String object, String operation)
            throws IOException, InterruptedException {
        return send(url, "POST", "/o/test/" + object + "/app/" + operation, new byte[0]).body();
    }

    private HttpResponse<String> send(String url, String method, String path, byte[] body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .method(method, BodyPublishers.ofByteArray(body))
                        .build();
        var reply = client.send(request, BodyHandlers.ofString());
        assertTrue(reply.statusCode() < 300, reply.body());
        return reply;
    }
}
