package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import lapidary.host.TestServer;
import lapidary.host.TestServer.Reply;
import lapidary.host.storage.FaultyDisk.Calls;
import lapidary.host.storage.FaultyDisk.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every call of the host's to the file system fails in turn, syncs and SQLite's own apart: whoever
 * asked is told what is the matter, what was acknowledged is kept, and the same request succeeds
 * when the disk works again.
 */
class DiskFaultIT {
    @TempDir private Path dataDir;
    private final List<String> failures = new ArrayList<>();

    @Test
    void each_call_fails_in_each_way_and_nothing_acknowledged_is_lost() {
        try (var server = TestServer.withProbe(dataDir);
                var disk = new FaultyDisk(dataDir, Calls.OTHERS)) {
            for (var fault : Fault.values()) {
                int call = 0;
                while (isReached(server, disk, call, fault)) {
                    call++;
                }
                assertTrue(call > 20, "only " + call + " calls: " + failures);
            }
            disk.failNoMore();
            server.restart();
            for (var fault : Fault.values()) {
                assertKept(server, name(fault, 0));
                assertKept(server, name(fault, 20));
            }
        }
    }

    /** Whether there were so many calls that the fault came. */
    private boolean isReached(TestServer server, FaultyDisk disk, int call, Fault fault) {
        String name = name(fault, call);
        disk.failAfter(call, fault);
        byte[] module = TestServer.guestLike("no-op", name);
        step(disk, fault, () -> server.upload(name, module));
        String facets = "{\"facets\": {\"app\": {\"module\": \"probe\"}}}";
        step(disk, fault, () -> server.put("/v1/namespaces/" + name, facets));
        step(disk, fault, () -> server.post("/o/" + name + "/o/app/kv-put/a", "1"));
        step(disk, fault, () -> server.post("/o/" + name + "/o/app/kv-put/b", "2"));
        String object = "/v1/namespaces/" + name + "/objects/o";
        step(disk, fault, () -> server.post(object + "/facets/app/clone", "{\"to\": \"copy\"}"));
        step(disk, fault, () -> server.post("/o/" + name + "/other/app/kv-put/a", "1"));
        step(disk, fault, () -> server.delete("/v1/namespaces/" + name + "/objects/other"));
        assertKept(server, name);
        failures.add(fault + ": " + disk.failed());
        return !disk.failed().isEmpty();
    }

    private static String name(Fault fault, int call) {
        return fault.name().toLowerCase(Locale.ROOT) + call;
    }

    /** A request may be refused once, for the reason that there is, and then succeeds. */
    private static void step(FaultyDisk disk, Fault fault, Supplier<Reply> request) {
        var reply = request.get();
        if (reply.status() / 100 == 2) {
            return;
        }
        assertTrue(!disk.failed().isEmpty(), reply.body());
        switch (fault) {
            case ENOSPC -> reply.isProblem(507, "STORAGE_FULL");
            case EMFILE -> reply.isProblem(503, "OVERLOADED");
            case EIO, EROFS -> reply.isProblem(500, "INTERNAL");
        }
        var again = request.get();
        assertTrue(
                again.status() / 100 == 2 || again.status() == 404,
                disk.failed() + ", then " + again.status() + ": " + again.body());
    }

    private static void assertKept(TestServer server, String name) {
        assertEquals("1", server.post("/o/" + name + "/o/app/kv-get/a", "").body());
        assertEquals("2", server.post("/o/" + name + "/o/app/kv-get/b", "").body());
        assertEquals(200, server.get("/v1/modules/" + name + "/wasm").status());
    }
}
