package lapidary.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import lapidary.host.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alarms of a real server, by the machine's clock, and the command that finds them again. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AlarmsCommandIT {
    private static final String OBJECT = "/v1/namespaces/test/objects/o";
    private static final long FAR = 4_000_000_000_000L;

    @TempDir private Path dir = Path.of("");

    private TestServer server() {
        var server = new TestServer(dir);
        server.upload("alarms", TestServer.guest("alarms")).isOk();
        server.put("/v1/namespaces/test", "{\"facets\": {\"app\": {\"module\": \"alarms\"}}}")
                .isOk();
        return server;
    }

    private static String ask(TestServer server, String operation) {
        return server.post("/o/test/o/app/" + operation, "").isOk().body();
    }

    @Test
    void an_alarm_fires_by_the_machines_clock_and_not_early_also_after_a_restart()
            throws Exception {
        try (var server = server()) {
            for (int round = 0; round < 2; round++) {
                long due = System.currentTimeMillis() + 300;
                assertEquals("0", ask(server, "set/" + due));
                if (round == 1) {
                    server.restart();
                }
                while (ask(server, "ran").lines().count() <= round) {
                    Thread.sleep(20);
                }
                String[] ran = ask(server, "ran").lines().toList().getLast().split(" ", -1);
                assertEquals(String.valueOf(due), ran[0]);
                assertTrue(Long.parseLong(ran[2]) >= due, ran[2]);
                assertEquals("-1", ask(server, "get"));
            }
        }
    }

    @Test
    void an_object_shows_when_the_alarm_of_a_facet_is_due() {
        try (var server = server()) {
            ask(server, "get");
            assertTrue(server.get(OBJECT).json().at("/facets/0/alarm").isNull());
            ask(server, "set/" + FAR);
            assertEquals(FAR, server.get(OBJECT).json().at("/facets/0/alarm").asLong());
        }
    }

    @Test
    void a_copy_that_nobody_has_looked_at_shows_no_alarm() {
        try (var server = server()) {
            ask(server, "get");
            server.post(OBJECT + "/facets/app/clone", "{\"to\": \"copy\"}").isOk();
            assertTrue(server.get(OBJECT).json().at("/facets/1/alarm").isNull());
        }
    }

    @Test
    void rebuild_finds_again_what_lapidary_db_has_lost() throws SQLException {
        try (var server = server()) {
            ask(server, "set/" + FAR);
            server.post("/o/test/quiet/app/get", "").isOk();
            CommandRun refused = rebuild();
            assertEquals(1, refused.status());
            assertTrue(refused.err().contains("another server uses"), refused.err());
        }
        change("DELETE FROM alarm");
        change(
                "INSERT INTO alarm SELECT namespace_id, 'quiet', 'app', 7, 0, 1 FROM object LIMIT 1");
        CommandRun rebuilt = rebuild();
        assertEquals(0, rebuilt.status(), rebuilt.err());
        assertEquals("1 alarms, in 2 facets of 2 objects\n", rebuilt.err());
        try (var server = server()) {
            assertEquals(FAR, server.get(OBJECT).json().at("/facets/0/alarm").asLong());
            var quiet = server.get("/v1/namespaces/test/objects/quiet").json();
            assertTrue(quiet.at("/facets/0/alarm").isNull());
        }
    }

    @Test
    void rebuild_says_which_alarms_it_cannot_name() throws SQLException {
        try (var server = server()) {
            ask(server, "set/" + FAR);
        }
        change("DELETE FROM alarm");
        change("DELETE FROM object");
        CommandRun rebuilt = rebuild();
        assertEquals(0, rebuilt.status(), rebuilt.err());
        assertTrue(rebuilt.err().contains("1 objects are not in lapidary.db"), rebuilt.err());
    }

    @Test
    void rebuild_makes_no_folder() {
        Path none = dir.resolve("none");
        CommandRun run = CommandRun.of("alarms", "rebuild", "--data-dir", none.toString());
        assertEquals(1, run.status());
        assertEquals("lapidary: there is no folder " + none + "\n", run.err());
    }

    private CommandRun rebuild() {
        return CommandRun.of("alarms", "rebuild", "--data-dir", dir.toString());
    }

    private void change(String sql) throws SQLException {
        try (var connection =
                        DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("lapidary.db"));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
