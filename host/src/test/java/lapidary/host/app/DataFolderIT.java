package lapidary.host.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lapidary.host.TestServer;
import lapidary.host.error.HostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One server for a data folder, of a version that knows what is in it, wherever it lies. */
@Timeout(120)
class DataFolderIT {
    @TempDir Path folder;

    @Test
    void a_server_in_another_process_keeps_the_folder_to_itself() throws Exception {
        Path data = folder.resolve("data");
        try (var _ = TestServer.withProbe(data)) {
            var other = serve(data);
            String said = said(other);
            assertEquals(1, other.waitFor(), said);
            assertTrue(said.contains("another server uses the data folder"), said);
        }
        var other = serve(data);
        try {
            var lines = other.inputReader().lines();
            assertTrue(lines.anyMatch(line -> line.startsWith("listening on")));
            var refused = assertThrows(HostException.class, () -> start(data));
            assertTrue(
                    String.valueOf(refused.getMessage()).contains("another server"),
                    refused.getMessage());
        } finally {
            other.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        start(data).close(); // a lock goes with its process, however that ends
    }

    @Test
    void a_folder_that_was_copied_elsewhere_works_there() throws Exception {
        Path data = folder.resolve("data");
        try (var server = TestServer.withProbe(data)) {
            server.probe("o", "kv-put/key", "kept").isOk();
            server.put("/v1/namespaces/test/objects/o/facets/own", "{\"module\": \"probe\"}")
                    .isOk();
            server.post("/o/test/o/own/kv-put/key", "own").isOk();
            copy(data, folder.resolve("while-it-ran"));
        }
        copy(data, folder.resolve("after"));
        for (String copy : List.of("while-it-ran", "after")) {
            try (var server = new TestServer(folder.resolve(copy))) {
                assertEquals("kept", server.probe("o", "kv-get/key", "").body(), copy);
                assertEquals("own", server.post("/o/test/o/own/kv-get/key", "").body(), copy);
            }
        }
    }

    @Test
    void after_a_crash_files_that_nobody_owns_are_found_in_objects_that_nobody_asks_for()
            throws Exception {
        Path data = folder.resolve("data");
        try (var server = TestServer.withProbe(data)) {
            server.probe("o", "kv-put/key", "kept").isOk();
            server.probe("p", "kv-put/key", "kept").isOk();
        }
        List<Path> owned = databases(data, 6);
        Path ofFacet = owned.get(owned.size() - 2); // the books are last
        Path orphan = ofFacet.resolveSibling("99.db");
        Files.writeString(orphan, "left behind");
        Files.writeString(ofFacet.resolveSibling("1.db.new"), "half");
        try (var _ = start(data)) {
            Thread.sleep(1_500); // all was in good order: nobody looks
            assertTrue(Files.exists(orphan));
        }
        Files.writeString(data.resolve("lock"), "1");
        try (var _ = start(data)) {
            while (Files.exists(orphan)) {
                Thread.sleep(20);
            }
        }
        assertEquals(owned, databases(data, 6));
        assertEquals(0, Files.size(data.resolve("lock")));
    }

    @Test
    void files_that_a_newer_server_made_are_refused_and_left_as_they_are() throws Exception {
        Path data = folder.resolve("data");
        try (var server = TestServer.withProbe(data)) {
            server.probe("o", "kv-put/key", "kept").isOk();
            server.restart(); // closes all files
        }
        for (Path file : databases(data, 4)) {
            long version = version(file);
            set(file, version + 1);
            byte[] before = Files.readAllBytes(file);
            String said = saidOf(data);
            assertTrue(said.contains("made by a newer Lapidary"), file + ": " + said);
            assertFalse(said.contains("Exception"), said);
            assertEquals(version + 1, version(file));
            assertEquals(before.length, Files.size(file));
            set(file, version);
        }
        try (var server = new TestServer(data)) {
            assertEquals("kept", server.probe("o", "kv-get/key", "").body());
        }
    }

    /** What an operator reads who starts the server, and asks the object, if it starts. */
    private String saidOf(Path data) {
        try (var server = new TestServer(data)) {
            return server.probe("o", "kv-get/key", "").body();
        } catch (HostException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static List<Path> databases(Path data, int count) throws Exception {
        try (var files = Files.walk(data)) {
            var found =
                    files.filter(file -> file.toString().matches(".*\\.(db|new)"))
                            .sorted()
                            .toList();
            assertEquals(count, found.size(), found.toString());
            return found;
        }
    }

    private static long version(Path file) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.getLong(1);
        }
    }

    private static void set(Path file, long version) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = " + version);
        }
    }

    private static Lapidary start(Path data) {
        return Lapidary.start(new ServerOptions(data, "127.0.0.1", 0, Optional.empty()));
    }

    private static Process serve(Path data) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xss64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "lapidary.host.cli.Main",
                        "serve",
                        "--data-dir",
                        data.toString(),
                        "--listen",
                        "127.0.0.1:0")
                .redirectErrorStream(true)
                .start();
    }

    private static String said(Process process) throws Exception {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void copy(Path from, Path to) throws Exception {
        var copying =
                new ProcessBuilder("cp", "-r", from.toString(), to.toString()).inheritIO().start();
        assertEquals(0, copying.waitFor());
    }
}
