package lapidary.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lapidary.host.TestServer;
import lapidary.host.app.ServerOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lapidary restore}, on a folder that a server has left. */
class RestoreCommandIT {
    private static final String OWN = "/v1/namespaces/test/objects/o/facets/own";
    private static final String SQL = "/v1/namespaces/test/objects/o/facets/app/sql";

    @TempDir private Path folder = Path.of("");
    private Instant then = Instant.EPOCH;

    @BeforeEach
    void leaveTwoTimes() throws Exception {
        Files.writeString(folder.resolve("config.json"), "{\"archive\": {\"dir\": \"archive\"}}");
        try (var server = server()) {
            server.upload("probe", TestServer.guest("probe")).isOk();
            server.put("/v1/namespaces/test", "{\"facets\": {\"app\": {\"module\": \"probe\"}}}")
                    .isOk();
            sql(server, "CREATE TABLE t (v); INSERT INTO t VALUES ('before')");
            server.put(OWN, "{\"module\": \"probe\"}").isOk();
            server.post(OWN + "/sql", "{\"sql\": \"CREATE TABLE u (v)\"}").isOk();
            server.get("/v1/namespaces/test/objects/o/restore").isOk();
            then = Instant.now();
            Thread.sleep(5); // what comes next has another time
            sql(server, "UPDATE t SET v = 'after'");
        }
    }

    @Test
    void a_facet_is_brought_back() {
        var run = restore("test/o/app", "--archive", folder.resolve("archive").toString());
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().startsWith("app is what it was, as of "), run.out());
        try (var server = server()) {
            assertEquals("before", value(server, "o"));
        }
    }

    @Test
    void an_object_is_brought_back_beside_what_it_is_now() {
        var run =
                restore(
                        "test/o",
                        "--config",
                        folder.resolve("config.json").toString(),
                        "--into",
                        "test/then");
        assertEquals(0, run.status(), run.err());
        try (var server = server()) {
            assertEquals("after", value(server, "o"));
            assertEquals("before", value(server, "then"));
            assertEquals(200, server.get("/v1/namespaces/test/objects/then").status());
        }
    }

    @Test
    void a_data_folder_that_was_lost_comes_back_from_the_archive() throws Exception {
        Path objects = folder.resolve("data/objects");
        Files.move(objects, folder.resolve("lost"));
        Files.move(folder.resolve("data/shipping"), folder.resolve("lost2"));
        var run = restore("test/o", "--archive", folder.resolve("archive").toString());
        assertEquals(0, run.status(), run.err());
        try (var server = server()) {
            assertEquals("before", value(server, "o"));
            // Numbers of files begin again, and are in the archive already.
            server.put(OWN, "{\"module\": \"probe\"}").isOk();
            sql(server, "UPDATE t SET v = 'again'");
            server.post(OWN + "/sql", "{\"sql\": \"CREATE TABLE t (v)\"}").isOk();
            server.get("/v1/namespaces/test/objects/o/restore").isOk();
            then = Instant.now();
        }
        assertEquals(
                0, restore("test/o", "--archive", folder.resolve("archive").toString()).status());
        try (var server = server()) {
            assertEquals("again", value(server, "o"));
            server.post(OWN + "/sql", "{\"sql\": \"SELECT v FROM t\"}").isOk();
        }
    }

    @Test
    void what_is_wrong_is_said() {
        var early =
                CommandRun.of(
                        "restore",
                        "test/o",
                        "--to",
                        "2001-01-01T00:00:00Z",
                        "--data-dir",
                        folder.resolve("data").toString(),
                        "--archive",
                        folder.resolve("archive").toString());
        assertEquals(1, early.status());
        assertTrue(early.err().contains("it begins at"), early.err());
        assertEquals(2, restore("test/o").status());
        try (var _ = server()) {
            var busy = restore("test/o", "--archive", folder.resolve("archive").toString());
            assertEquals(1, busy.status());
            assertTrue(busy.err().contains("another server uses"), busy.err());
        }
    }

    private CommandRun restore(String target, String... options) {
        var all = new ArrayList<>(List.of("restore", target));
        all.addAll(List.of("--to", then.toString()));
        all.addAll(List.of("--data-dir", folder.resolve("data").toString()));
        all.addAll(List.of(options));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private TestServer server() {
        return new TestServer(
                new ServerOptions(
                        folder.resolve("data"),
                        "127.0.0.1",
                        0,
                        Optional.of(folder.resolve("config.json"))));
    }

    private static String value(TestServer server, String object) {
        return server.post(SQL.replace("/o/", "/" + object + "/"), "{\"sql\": \"SELECT v FROM t\"}")
                .isOk()
                .json()
                .at("/rows/0/0")
                .asString();
    }

    private static void sql(TestServer server, String text) {
        server.post(SQL, "{\"sql\": \"" + text + "\"}").isOk();
    }
}
