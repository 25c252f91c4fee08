package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import lapidary.host.app.ServerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Restores of facets and objects, through a real server with an archive. */
class RestoreIT {
    private static final String OBJECT = "/v1/namespaces/test/objects/o";

    @TempDir Path folder;
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        Path config = folder.resolve("config.json");
        Files.writeString(config, "{\"archive\": {\"dir\": \"archive\", \"retention\": \"1d\"}}");
        server =
                new TestServer(
                        new ServerOptions(
                                folder.resolve("data"), "127.0.0.1", 0, Optional.of(config)));
        server.upload("probe", TestServer.guest("probe")).isOk();
        server.put(
                        "/v1/namespaces/test",
                        "{\"facets\": {\"app\": {\"module\": \"probe\"}, \"b\": {\"module\":"
                                + " \"probe\"}}}")
                .isOk();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_facet_becomes_what_it_was() throws Exception {
        sql("app", "CREATE TABLE t (v); INSERT INTO t VALUES ('before')");
        Instant then = shippedNow();
        sql("app", "UPDATE t SET v = 'after'");
        restore(then, "app").isOk();
        assertEquals("before", value("app"));
        sql("app", "UPDATE t SET v = 'later'");
        server.restart();
        assertEquals("later", value("app"));
    }

    @Test
    void an_object_becomes_what_it_was_with_its_facets_and_options() throws Exception {
        sql("app", "CREATE TABLE t (v); INSERT INTO t VALUES (1)");
        server.put(OBJECT + "/facets/own", "{\"module\": \"probe\", \"props\": \"one\"}").isOk();
        sql("own", "CREATE TABLE t (v); INSERT INTO t VALUES ('own')");
        Instant then = shippedNow();
        sql("app", "DROP TABLE t");
        server.delete(OBJECT + "/facets/own").isOk();
        sql("b", "CREATE TABLE t (v)");
        var reply = restore(then, null).isOk().json();
        assertEquals(2, reply.path("facets").size(), reply.toString());
        assertEquals("1", value("app"));
        assertEquals("own", value("own"));
        var facets = server.get(OBJECT).isOk().json().path("facets");
        assertEquals("[app, own]", names(facets));
        server.restart();
        assertEquals("own", value("own"));
    }

    @Test
    void an_object_that_was_deleted_comes_back() throws Exception {
        sql("app", "CREATE TABLE t (v); INSERT INTO t VALUES ('kept')");
        Instant then = shippedNow();
        server.delete(OBJECT).isOk();
        restore(then, null).isOk();
        assertEquals("kept", value("app"));
        assertEquals(200, server.get(OBJECT).status());
    }

    @Test
    void a_restore_can_be_undone_by_another() throws Exception {
        sql("app", "CREATE TABLE t (v); INSERT INTO t VALUES ('one')");
        Instant one = shippedNow();
        sql("app", "UPDATE t SET v = 'two'");
        Instant two = shippedNow();
        restore(one, "app").isOk();
        assertEquals("one", value("app"));
        restore(two, "app").isOk();
        assertEquals("two", value("app"));
    }

    @Test
    void a_restore_under_load_is_one_moment_of_the_facet() throws Exception {
        sql("app", "CREATE TABLE pair (id INTEGER PRIMARY KEY, a, b)");
        sql("app", "INSERT INTO pair VALUES (1, 0, 0)");
        Instant then = shippedNow();
        var isOver = new AtomicBoolean();
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var writing =
                    writers.submit(() -> {
                        while (!isOver.get()) {
                            server.post(
                                    OBJECT + "/facets/app/sql",
                                    "{\"sql\": \"UPDATE pair SET a = a + 1; UPDATE pair SET b = b"
                                            + " + 1\"}");
                        }
                    });
            for (int i = 0; i < 5; i++) {
                restore(i % 2 == 0 ? Instant.now() : then, "app").isOk();
                assertEquals(0, rows("app", "SELECT a - b FROM pair").at("/0/0").asInt());
            }
            isOver.set(true);
            writing.get();
        }
    }

    @Test
    void what_can_be_restored_is_listed_and_other_times_are_refused() throws Exception {
        sql("app", "CREATE TABLE t (v)");
        var view = server.get(OBJECT + "/restore").isOk().json().path("facets").path(0);
        assertEquals("app", view.path("name").asString());
        assertEquals(1, view.path("snapshots").asInt());
        var first = Instant.parse(view.path("first").asString());
        assertFalse(Instant.parse(view.path("last").asString()).isBefore(first));
        restore(first.minusSeconds(60), "app").isProblem(404, "RESTORE_TIME_UNAVAILABLE");
        var refused = restore(first.minusSeconds(60), null);
        refused.isProblem(404, "RESTORE_TIME_UNAVAILABLE");
        assertTrue(refused.detail().contains("begins at"), refused.detail());
        restore(Instant.now(), "none").isProblem(404, "RESTORE_TIME_UNAVAILABLE");
        server.post(OBJECT + "/restore", "{\"to\": \"yesterday\"}")
                .isProblem(400, "REQUEST_INVALID");
        server.put(OBJECT + "/restore", "{}").isProblem(405, "METHOD_NOT_ALLOWED");
    }

    @Test
    void without_an_archive_there_is_nothing_to_restore() {
        try (var plain = TestServer.withProbe(folder.resolve("plain"))) {
            plain.post(OBJECT + "/restore", "{\"to\": \"2030-01-01T00:00:00Z\"}")
                    .isProblem(409, "ARCHIVE_DISABLED");
            assertFalse(Files.exists(folder.resolve("plain/shipping")));
        }
    }

    /** A time at which all that was done is in the archive. */
    private Instant shippedNow() throws Exception {
        server.get(OBJECT + "/restore").isOk();
        Instant now = Instant.now();
        Thread.sleep(5); // what comes next has another time
        return now;
    }

    private TestServer.Reply restore(Instant to, String facet) {
        String of = facet == null ? "" : ", \"facet\": \"" + facet + "\"";
        return server.post(OBJECT + "/restore", "{\"to\": \"" + to + "\"" + of + "}");
    }

    private String value(String facet) {
        return rows(facet, "SELECT v FROM t").at("/0/0").asString();
    }

    private JsonNode rows(String facet, String text) {
        return sql(facet, text).path("rows");
    }

    private JsonNode sql(String facet, String text) {
        return server.post(OBJECT + "/facets/" + facet + "/sql", "{\"sql\": \"" + text + "\"}")
                .isOk()
                .json();
    }

    private static String names(JsonNode facets) {
        var names = new ArrayList<String>();
        facets.forEach(facet -> names.add(facet.path("name").asString()));
        return names.toString();
    }
}
