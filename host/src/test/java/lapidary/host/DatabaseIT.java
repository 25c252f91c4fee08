package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facets' databases as files, and copies of facets, through a real server. */
class DatabaseIT {
    private static final String FACETS = "/v1/namespaces/test/objects/o/facets/";
    private static final String APP = FACETS + "app";

    @TempDir Path folder;
    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(folder.resolve("data"));
        server.upload("probe", TestServer.guest("probe")).isOk();
        document("");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_download_is_a_database_that_anybody_can_open_and_put_brings_it_back() throws Exception {
        server.probe("o", "kv-put/key", "kept").isOk();
        sql("app", "CREATE TABLE t (v); INSERT INTO t VALUES ('before')");
        var reply = server.send(server.request(APP + "/database").GET());
        assertEquals("application/vnd.sqlite3", reply.header("Content-Type").orElse(""));
        Path file = download("app");
        Path folderOfOthers = file.toAbsolutePath().getParent();
        assertTrue(folderOfOthers.toFile().setWritable(false));
        try {
            assertEquals("before", ask(file, "SELECT v FROM t"));
        } finally {
            assertTrue(folderOfOthers.toFile().setWritable(true));
        }
        sql("app", "UPDATE t SET v = 'after'");
        server.probe("o", "kv-put/key", "changed").isOk();
        put(file).isOk();
        assertEquals("kept", server.probe("o", "kv-get/key", "").body());
        assertEquals("before", sql("app", "SELECT v FROM t").at("/rows/0/0").asString());
        server.restart();
        assertEquals("kept", server.probe("o", "kv-get/key", "").body());
        assertEquals(2, files("1/").size(), files("1/").toString());
    }

    @Test
    void a_download_under_load_is_one_moment_of_the_facet_which_goes_on() throws Exception {
        sql("app", "CREATE TABLE pair (id INTEGER PRIMARY KEY, a, b, fill)");
        sql("app", "INSERT INTO pair VALUES (1, 0, 0, zeroblob(1000000)), (2, 0, 0, '')");
        var isOver = new AtomicBoolean();
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var writing =
                    writers.submit(() -> {
                        long count = 0;
                        while (!isOver.get()) {
                            sql("app", "UPDATE pair SET a = a + 1; UPDATE pair SET b = b + 1");
                            count++;
                        }
                        return count;
                    });
            for (int i = 0; i < 20; i++) {
                Path file = download("app");
                assertEquals("0", ask(file, "SELECT count(*) FROM pair WHERE a <> b"));
                assertEquals("1", ask(file, "SELECT count(DISTINCT a) FROM pair"));
                assertEquals("ok", ask(file, "PRAGMA integrity_check"));
            }
            isOver.set(true);
            assertTrue(writing.get() > 20);
        }
    }

    @Test
    void what_is_no_database_is_refused_and_changes_nothing() throws Exception {
        server.probe("o", "kv-put/key", "kept").isOk();
        Path file = folder.resolve("wrong.db");
        Files.writeString(file, "no database".repeat(1_000));
        put(file).isProblem(422, "DATABASE_INVALID");
        Files.write(file, new byte[0]);
        put(file).isProblem(422, "DATABASE_INVALID");
        Path tampered = download("app");
        change(tampered, "INSERT INTO _lap_meta VALUES ('schema:x', 7)");
        put(tampered).isProblem(422, "DATABASE_INVALID");
        assertEquals("kept", server.probe("o", "kv-get/key", "").body());
        assertEquals("3", server.probe("o", "events", "").body());
        assertEquals(0, files("").size(), files("").toString());
    }

    @Test
    void a_database_goes_only_to_a_facet_that_is_declared_and_comes_only_from_one_that_is_there()
            throws Exception {
        server.get(APP + "/database").isProblem(404, "FACET_NOT_FOUND");
        server.probe("o", "kv-put/key", "kept").isOk();
        Path file = download("app");
        server.send(server.request(FACETS + "nobodys/database").PUT(BodyPublishers.ofFile(file)))
                .isProblem(404, "FACET_NOT_FOUND");
        server.post(APP + "/database", "").isProblem(405, "METHOD_NOT_ALLOWED");
        server.send(
                        server.request("/v1/namespaces/test/objects/new/facets/app/database")
                                .PUT(BodyPublishers.ofFile(file)))
                .isOk();
        assertEquals("kept", server.probe("new", "kv-get/key", "").body());
    }

    @Test
    void events_of_a_facet_whose_database_is_replaced_are_aborted() throws Exception {
        server.probe("o", "kv-put/key", "kept").isOk();
        Path file = download("app");
        try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = requests.submit(() -> server.probe("o", "put-then-loop/key", "x"));
            while (!isRunning()) {
                Thread.sleep(5);
            }
            put(file).isOk();
            var aborted = running.get().isProblem(409, "FACET_ABORTED");
            assertTrue(aborted.detail().contains("its database was replaced"), aborted.detail());
        }
        assertEquals("kept", server.probe("o", "kv-get/key", "").body());
    }

    @Test
    void a_database_over_the_facets_limit_is_refused() throws Exception {
        sql("app", "CREATE TABLE t (v); INSERT INTO t VALUES (zeroblob(1000000))");
        Path file = download("app");
        document("\"storageBytes\": " + Files.size(file));
        put(file).isOk();
        document("\"storageBytes\": " + (Files.size(file) - 1));
        put(file).isProblem(507, "STORAGE_FULL");
        // also where nobody says before how long it is
        server.send(
                        server.request(APP + "/database")
                                .PUT(
                                        BodyPublishers.ofInputStream(() -> {
                                            try {
                                                return Files.newInputStream(file);
                                            } catch (IOException e) {
                                                throw new AssertionError(e);
                                            }
                                        })))
                .isProblem(507, "STORAGE_FULL");
    }

    @Test
    void a_clone_has_the_data_and_lives_apart() {
        server.probe("o", "kv-put/key", "first").isOk();
        cloned("app", "copy");
        server.put(FACETS + "copy", "{\"module\": \"probe\"}").isOk();
        assertEquals("first", server.post("/o/test/o/copy/kv-get/key", "").body());
        server.post("/o/test/o/copy/kv-put/key", "second").isOk();
        assertEquals("first", server.probe("o", "kv-get/key", "").body());
        assertEquals("3", server.probe("o", "events", "").body());
        server.restart();
        assertEquals("second", server.post("/o/test/o/copy/kv-get/key", "").body());
        cloned("copy", "app");
        assertEquals("second", server.probe("o", "kv-get/key", "").body());
    }

    @Test
    void a_clone_onto_itself_restarts_and_one_from_nothing_empties() {
        server.probe("o", "kv-put/key", "kept").isOk();
        assertEquals("2", server.probe("o", "events", "").body());
        cloned("app", "app");
        assertEquals("1", server.probe("o", "events", "").body());
        assertEquals("kept", server.probe("o", "kv-get/key", "").body());
        cloned("nothing", "app");
        assertTrue(server.probe("o", "kv-get/key", "").body().startsWith("-1 "));
        assertEquals(2, files("1/").size(), files("1/").toString());
    }

    @Test
    void a_clone_asks_for_names_and_an_object_that_is_there() {
        server.post(APP + "/clone", "{\"to\": \"b\"}").isProblem(404, "OBJECT_NOT_FOUND");
        server.probe("o", "kv-put/key", "kept").isOk();
        server.post(APP + "/clone", "{}").isProblem(400, "REQUEST_INVALID");
        server.post(APP + "/clone", "{\"to\": \"b\", \"x\": 1}").isProblem(400, "REQUEST_INVALID");
        String longest = "n".repeat(256);
        server.post(APP + "/clone", "{\"to\": \"" + longest + "\"}").isOk();
        server.post(APP + "/clone", "{\"to\": \"" + longest + "n\"}")
                .isProblem(400, "NAME_INVALID");
    }

    @Test
    void what_all_facets_of_an_object_store_together_is_bounded_to_the_byte() throws Exception {
        store("app", 0).isOk();
        store("b", 0).isOk();
        long limit = bytesInUse("app") + bytesInUse("b") + 100 * 4096;
        document("\"objectStorageBytes\": " + limit);
        store("app", 60).isOk();
        store("b", 40).isOk();
        assertEquals(limit, bytesInUse("app") + bytesInUse("b"));
        store("b", 41).isProblem(507, "STORAGE_FULL");
        store("app", 61).isProblem(507, "STORAGE_FULL");
        assertEquals(limit, bytesInUse("app") + bytesInUse("b"));
        store("app", 59).isOk();
        store("b", 41).isOk();
        server.restart();
        store("app", 60).isProblem(507, "STORAGE_FULL");
        store("b", 42).isProblem(507, "STORAGE_FULL");
        server.probe("o", "kv-put/key", "x".repeat(5_000)).isProblem(507, "STORAGE_FULL");
        server.post(APP + "/clone", "{\"to\": \"c\"}").isProblem(507, "STORAGE_FULL");
        server.delete(APP).isOk();
        store("b", 100).isOk();
    }

    @Test
    void a_facet_at_its_limit_fails_to_write_still_reads_and_has_room_after_a_deletion() {
        store("app", 0).isOk();
        document("\"storageBytes\": " + (bytesInUse("app") + 10 * 4096));
        store("app", 10).isOk();
        store("app", 11).isProblem(507, "STORAGE_FULL");
        assertEquals(
                10 * 4092 + 600, sql("app", "SELECT length(v) FROM t").at("/rows/0/0").asInt());
        server.probe("o", "kv-put/key", "x".repeat(5_000)).isProblem(507, "STORAGE_FULL");
        store("app", 3).isOk();
        store("app", 10).isOk();
    }

    @Test
    void only_a_namespace_bounds_its_objects() {
        server.put(APP, "{\"module\": \"probe\", \"limits\": {\"objectStorageBytes\": 1}}")
                .isProblem(400, "REQUEST_INVALID");
    }

    private boolean isRunning() {
        return server.get("/v1/namespaces/test/objects/o").body().contains("running");
    }

    private void document(String limits) {
        server.put(
                        "/v1/namespaces/test",
                        "{\"facets\": {\"app\": {\"module\": \"probe\"}, \"b\": {\"module\":"
                                + " \"probe\"}}, \"limits\": {"
                                + limits
                                + "}}")
                .isOk();
    }

    private void cloned(String from, String to) {
        server.post(FACETS + from + "/clone", "{\"to\": \"" + to + "\"}").isOk();
    }

    private tools.jackson.databind.JsonNode sql(String facet, String text) {
        return server.post(FACETS + facet + "/sql", "{\"sql\": \"" + text + "\"}").isOk().json();
    }

    /**
     * Has one row in a table, with 600 bytes and exactly so many pages of its own (<i>Database File
     * Format</i>, 1.6: 4092 bytes in each overflow page).
     */
    private TestServer.Reply store(String facet, int pages) {
        String text =
                "CREATE TABLE IF NOT EXISTS t (v); DELETE FROM t WHERE true; INSERT INTO t VALUES"
                        + " (zeroblob("
                        + (pages * 4092 + 600)
                        + "))";
        return server.post(FACETS + facet + "/sql", "{\"sql\": \"" + text + "\"}");
    }

    private long bytesInUse(String facet) {
        try {
            Path file = download(facet);
            return 4096
                    * (Long.parseLong(ask(file, "PRAGMA page_count"))
                            - Long.parseLong(ask(file, "PRAGMA freelist_count")));
        } catch (IOException | SQLException e) {
            throw new AssertionError(e);
        }
    }

    private TestServer.Reply put(Path file) throws IOException {
        return server.send(server.request(APP + "/database").PUT(BodyPublishers.ofFile(file)));
    }

    private Path download(String facet) throws IOException {
        byte[] bytes = server.bytes(FACETS + facet + "/database");
        Path own = Files.createTempDirectory(folder, "download");
        return Files.write(own.resolve("facet.db"), bytes);
    }

    private static String ask(Path file, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.getString(1);
        }
    }

    private static void change(Path file, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Databases below a folder of the data, or those on their way if it is empty. */
    private java.util.List<String> files(String below) {
        var data = server.dataDir();
        try (var all = Files.walk(data.resolve(below.isEmpty() ? "staging" : "objects/" + below))) {
            return all.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".db"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
