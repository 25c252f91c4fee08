package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that is killed bills each event that wrote, once, whoever asks first. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UsageKillIT {
    private static final int EVENTS = 20;

    @TempDir private Path folder;

    private HostProcess start() throws Exception {
        return new HostProcess(folder.resolve("data"), folder.resolve("log"));
    }

    private static JsonNode usage(HostProcess host, String object) throws Exception {
        var reply =
                host.send(
                        "GET",
                        "/v1/usage?namespace=test&object=" + object,
                        BodyPublishers.noBody());
        assertEquals(200, reply.statusCode(), reply.body());
        return new JsonMapper().readTree(reply.body()).path("items");
    }

    @Test
    void what_was_committed_is_counted_once_after_a_kill() throws Exception {
        try (var host = start().withProbe()) {
            for (int i = 0; i < EVENTS; i++) {
                assertEquals(200, host.probe("asked", "kv-put/key", "v" + i).statusCode());
                assertEquals(200, host.probe("left", "kv-put/key", "v" + i).statusCode());
            }
            // One of them is in the ledger by now, and will be there once more.
            assertEquals(EVENTS, usage(host, "asked").at("/0/events").asInt());
            assertEquals(200, host.probe("asked", "kv-put/key", "last").statusCode());
        }
        try (var host = start()) {
            assertEquals(200, host.probe("asked", "kv-put/key", "again").statusCode());
            assertEquals(EVENTS + 2, usage(host, "asked").at("/0/events").asInt());
            assertEquals(EVENTS + 2, usage(host, "asked").at("/0/rowsWritten").asInt());
            assertEquals(2, usage(host, "asked").at("/0/wakes").asInt());
            while (usage(host, "left").isEmpty()) {
                Thread.sleep(50); // nobody asks for it: it is found in the background
            }
            assertEquals(EVENTS, usage(host, "left").at("/0/events").asInt());
        }
        try (var host = start()) {
            assertTrue(host.isAlive());
            assertEquals(EVENTS, usage(host, "left").at("/0/events").asInt());
        }
    }
}
