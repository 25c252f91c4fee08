package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import lapidary.host.HostProcess;
import lapidary.host.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sync that fails, in a server of its own: those who wait are told, nothing is acknowledged any
 * more, the process ends with status 74, and the next one has all that was acknowledged.
 */
class LostSyncIT {
    private static final int STATUS = 74;
    private static final int CLIENTS = 16;

    /** Of a module's two files and their folders, of an object's folder, file and log. */
    private static final int SYNCS_MIN = 8;

    @TempDir private Path folder;

    @Test
    void a_log_that_fails_to_sync_ends_the_process_and_nothing_acknowledged_is_lost()
            throws Exception {
        prepare();
        var acknowledged = new AtomicInteger();
        var asked = new AtomicInteger();
        var statuses = ConcurrentHashMap.<Integer>newKeySet();
        try (var server = start()) {
            sql(server, "o", "CREATE TABLE t (a)");
            sql(server, "p", "CREATE TABLE t (a)");
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < CLIENTS; i++) {
                String object = i % 2 == 0 ? "o" : "p";
                threads.add(
                        Thread.ofVirtual()
                                .start(() -> write(server, object, asked, acknowledged, statuses)));
            }
            while (acknowledged.get() < 10 * CLIENTS) {
                Thread.onSpinWait();
            }
            failAfter(3);
            assertEquals(STATUS, server.exitStatus(), server.log());
            for (var thread : threads) {
                thread.join();
            }
            assertEquals(List.of(500), List.copyOf(statuses));
            assertSaidOnce(server);
        }
        assertEquals(2, logs(), "logs that were left as they were: closing would remove them");
        try (var again = new TestServer(data())) {
            int rows = count(again, "o") + count(again, "p");
            assertTrue(rows >= acknowledged.get(), rows + " of " + acknowledged);
            assertTrue(rows <= asked.get(), rows + " of " + asked);
            again.probe("o", "kv-put/key", "more").isOk();
        }
    }

    @Test
    void a_relaxed_commit_that_fails_to_sync_ends_the_process_too() throws Exception {
        prepare();
        try (var server = start()) {
            String relaxed =
                    "{\"facets\": {\"app\": {\"module\": \"probe\"}}, \"durability\": \"relaxed\"}";
            assertEquals(200, server.put("/v1/namespaces/test", relaxed).statusCode());
            sql(server, "o", "CREATE TABLE t (a)");
            failAfter(0);
            sql(server, "o", "INSERT INTO t VALUES (1)");
            assertEquals(STATUS, server.exitStatus(), server.log());
            assertSaidOnce(server);
        }
    }

    /** Each that is made on the way to a module, an object and two commits; SQLite's own apart. */
    @Test
    void each_sync_of_the_hosts_ends_the_process_when_it_fails() throws Exception {
        prepare();
        var done = new HashMap<String, List<String>>();
        int syncs = 0;
        while (failsAt(syncs, done)) {
            syncs++;
        }
        assertTrue(syncs >= SYNCS_MIN, "only " + syncs);
        try (var again = new TestServer(data())) {
            done.forEach((name, keys) -> {
                for (String key : keys) {
                    assertEquals(key, again.probe(name, "kv-get/" + key, "").body());
                }
                again.probe(name, "kv-put/last", "last").isOk();
            });
        }
    }

    private boolean failsAt(int number, Map<String, List<String>> done) throws Exception {
        String name = "run" + number;
        var keys = new ArrayList<String>();
        done.put(name, keys);
        try (var server = start()) {
            failAfter(number);
            if (run(server, name, keys)) {
                return false;
            }
            assertEquals(STATUS, server.exitStatus(), server.log());
            assertSaidOnce(server);
            return true;
        }
    }

    /** Whether all was acknowledged; if not, nothing after it was. */
    private static boolean run(HostProcess server, String name, List<String> done)
            throws Exception {
        var module = BodyPublishers.ofByteArray(TestServer.guestLike("no-op", name));
        boolean isGood = isDone(server.send("PUT", "/v1/modules/" + name, module).statusCode());
        for (String key : List.of("a", "b")) {
            int status = server.probe(name, "kv-put/" + key, key).statusCode();
            if (isDone(status)) {
                assertTrue(isGood, "acknowledged after a sync had failed: " + key);
                done.add(key);
            } else {
                assertEquals(500, status);
                isGood = false;
            }
        }
        return isGood;
    }

    private static boolean isDone(int status) {
        return status / 100 == 2;
    }

    private static void write(
            HostProcess server,
            String object,
            AtomicInteger asked,
            AtomicInteger acknowledged,
            Set<Integer> statuses) {
        try {
            while (true) {
                asked.incrementAndGet();
                var reply =
                        server.post("/o/test/" + object + "/app/sql", "INSERT INTO t VALUES (1)");
                if (reply.statusCode() == 200) {
                    acknowledged.incrementAndGet();
                } else {
                    statuses.add(reply.statusCode());
                    return;
                }
            }
        } catch (IOException | InterruptedException _) {
            // the process has ended, as it should
        }
    }

    private static void sql(HostProcess server, String object, String text) throws Exception {
        assertEquals(200, server.probe(object, "sql", text).statusCode());
    }

    private static int count(TestServer server, String object) {
        return Integer.parseInt(
                server.probe(object, "sql", "SELECT count(*) FROM t").body().strip());
    }

    private static void assertSaidOnce(HostProcess server) throws IOException {
        long lines = server.log().lines().filter(line -> line.contains("a sync failed")).count();
        assertEquals(1, lines, server.log());
    }

    /** Logs of facets that are there. */
    private long logs() throws IOException {
        try (var files = Files.walk(data().resolve("objects"))) {
            return files.filter(file -> file.toString().endsWith("1.db-wal")).count();
        }
    }

    private void prepare() {
        TestServer.withProbe(data()).close();
    }

    private HostProcess start() throws IOException {
        Path log = Files.createTempFile(folder, "log", ".txt");
        return new HostProcess(
                data(),
                log,
                FaultyMain.class.getName(),
                List.of(faults().toString(), data().toString()));
    }

    private void failAfter(int syncs) throws IOException {
        Path written = Files.writeString(folder.resolve("faults.new"), String.valueOf(syncs));
        Files.move(written, faults(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path faults() {
        return folder.resolve("faults");
    }
}
