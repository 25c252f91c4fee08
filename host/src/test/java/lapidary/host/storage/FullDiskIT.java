package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lapidary.host.HostProcess;
import lapidary.host.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or fail for real, SQLite's calls included. */
class FullDiskIT {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir private Path folder;

    @Test
    void a_full_disk_is_told_reads_go_on_and_writes_too_once_there_is_room() throws Exception {
        Path mounted = folder.resolve("disk");
        try (var _ = Mount.memory(mounted, 48);
                var server = TestServer.withProbe(mounted.resolve("data"))) {
            server.probe("o", "sql", "CREATE TABLE t (a, b)").isOk();
            Path ballast = fill(mounted);
            int kept = 0;
            while (true) {
                var reply = server.probe("o", "sql", insert(kept));
                if (reply.status() != 200) {
                    reply.isProblem(507, "STORAGE_FULL");
                    break;
                }
                kept++;
            }
            assertEquals(String.valueOf(kept), count(server));
            server.probe("new", "kv-put/key", "value").isProblem(507, "STORAGE_FULL");
            server.upload("more", TestServer.guestLike("no-op", "more"))
                    .isProblem(507, "STORAGE_FULL");
            server.post("/v1/namespaces/test/objects/o/facets/app/sql", sql(insert(kept)))
                    .isProblem(507, "STORAGE_FULL");
            Files.delete(ballast);
            server.probe("o", "sql", insert(kept)).isOk();
            server.probe("new", "kv-put/key", "value").isOk();
            server.upload("more", TestServer.guestLike("no-op", "more")).isOk();
            server.restart();
            assertEquals(String.valueOf(kept + 1), count(server));
        }
    }

    @Test
    void too_many_open_files_are_told_and_end_with_the_shortage() throws Exception {
        try (var server = startLoaded().withProbe()) {
            assertEquals(200, server.probe("o", "kv-put/key", "1").statusCode());
            long open = openFiles(server);
            server.limit("--nofile=" + open + ":");
            var refused = server.probe("new", "kv-put/key", "1");
            assertProblem(refused, 503, "OVERLOADED");
            // First: the refusal has closed the connection, and another one takes a file, too.
            server.limit("--nofile=" + (open + 500) + ":");
            assertEquals(200, server.probe("o", "kv-put/key", "2").statusCode());
            assertEquals(200, server.probe("new", "kv-put/key", "1").statusCode());
            assertEquals("2", server.probe("o", "kv-get/key", "").body());
        }
    }

    @Test
    void a_disk_that_takes_no_writes_is_told_and_nothing_acknowledged_is_lost() throws Exception {
        try (var server = start().withProbe()) {
            assertEquals(200, server.probe("o", "sql", "CREATE TABLE t (a, b)").statusCode());
            assertEquals(200, server.probe("o", "sql", insert(0)).statusCode());
            server.limit("--fsize=0:"); // SQLite makes SQLITE_IOERR_WRITE of EFBIG
            assertProblem(server.probe("o", "sql", insert(1)), 500, "INTERNAL");
            assertEquals("1", count(server));
            assertProblem(server.probe("new", "kv-put/key", "1"), 500, "INTERNAL");
            server.limit("--fsize=unlimited:");
            assertEquals(200, server.probe("o", "sql", insert(2)).statusCode());
            assertEquals(200, server.probe("new", "kv-put/key", "1").statusCode());
        }
        try (var again = new TestServer(data())) {
            assertEquals("2", count(again));
        }
    }

    /**
     * A file system that was promised more than there is: writes succeed, and SQLite's syncs or our
     * own do not.
     */
    @Test
    void a_sync_that_fails_for_real_ends_the_process_and_nothing_acknowledged_is_lost()
            throws Exception {
        Path memory = folder.resolve("thin");
        Path image = memory.resolve("image");
        try (var thin = Mount.memory(memory, 16)) {
            assumeTrue(
                    Mount.succeeds(List.of("truncate", "-s", "128M", image.toString()))
                            && Mount.succeeds(List.of("mkfs.ext4", "-q", image.toString())),
                    "skipped, since there is no mkfs.ext4");
            int kept;
            try (var _ = Mount.image(data(), image);
                    var server = start().withProbe()) {
                assertEquals(200, server.probe("o", "sql", "CREATE TABLE t (a, b)").statusCode());
                kept = insertUntilItEnds(server);
                assertEquals(74, server.exitStatus(), server.log());
                assertTrue(server.log().contains("a sync failed"), server.log());
            }
            assertTrue(kept > 0);
            thin.resize(200);
            try (var _ = Mount.image(data(), image);
                    var again = new TestServer(data())) {
                int rows = Integer.parseInt(count(again));
                assertTrue(rows >= kept, rows + " of " + kept);
                again.probe("o", "sql", insert(1)).isOk();
            }
        }
    }

    private static int insertUntilItEnds(HostProcess server) throws Exception {
        int kept = 0;
        try {
            while (true) {
                var reply = server.probe("o", "sql", insert(kept));
                if (reply.statusCode() != 200) {
                    return kept;
                }
                kept++;
            }
        } catch (IOException _) {
            return kept;
        }
    }

    private static String insert(int number) {
        return "INSERT INTO t VALUES (" + number + ", randomblob(100000))";
    }

    private static String sql(String text) {
        return "{\"sql\": \"" + text + "\"}";
    }

    private static String count(TestServer server) {
        return server.probe("o", "sql", "SELECT count(*) FROM t").body().strip();
    }

    private static String count(HostProcess server) throws Exception {
        return server.probe("o", "sql", "SELECT count(*) FROM t").body().strip();
    }

    private static void assertProblem(HttpResponse<String> reply, int status, String code) {
        assertEquals(status, reply.statusCode(), reply.body());
        assertTrue(reply.body().contains("\"code\":\"" + code + "\""), reply.body());
    }

    /** Leaves a mebibyte. */
    private static Path fill(Path mounted) throws IOException {
        Path ballast = mounted.resolve("ballast");
        long free = Files.getFileStore(mounted).getUsableSpace() - MEBIBYTE;
        try (var out = Files.newOutputStream(ballast)) {
            byte[] part = new byte[MEBIBYTE / 16];
            for (long written = 0; written < free; written += part.length) {
                out.write(part);
            }
        }
        return ballast;
    }

    private static long openFiles(HostProcess server) throws IOException {
        var open = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(Path.of("/proc/" + server.pid() + "/fd"))) {
            files.forEach(open::add);
        }
        return open.stream()
                        .mapToLong(file -> Long.parseLong(file.getFileName().toString()))
                        .max()
                        .orElseThrow()
                + 1;
    }

    private HostProcess start() throws IOException {
        return new HostProcess(data(), Files.createTempFile(folder, "log", ".txt"));
    }

    /** With all its classes loaded: from a folder, each takes an open file for a moment. */
    private HostProcess startLoaded() throws IOException {
        return new HostProcess(
                data(),
                Files.createTempFile(folder, "log", ".txt"),
                FaultyMain.class.getName(),
                List.of(folder.resolve("none").toString(), data().toString()));
    }

    private Path data() {
        return folder.resolve("data");
    }
}
