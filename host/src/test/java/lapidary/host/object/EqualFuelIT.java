package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import lapidary.host.TestServer;
import lapidary.host.app.Catalogue;
import lapidary.host.engine.Engine;
import lapidary.host.facet.FacetServices;
import lapidary.host.facet.LongEvents;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.guest.EventRandom;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.HostFunctions;
import lapidary.host.module.ModuleStore;
import lapidary.host.storage.Durability;
import lapidary.host.storage.HostDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same events on the same data burn the same fuel and give the same replies, whatever the host
 * did between them: nothing, hibernation, a restart; and however it runs the code. Clock and seed
 * are given here, as an event's inputs; the instance's memory is one, too, so none of these events
 * but the last leaves something there that the next would meet.
 */
class EqualFuelIT {
    private static final StartOptions PROBE =
            new StartOptions("probe", null, Map.of(), null, List.of(), LimitOptions.NONE, null);

    private static final List<String> EVENTS =
            List.of(
                    "random/",
                    "sql/CREATE TABLE t(a INTEGER PRIMARY KEY, b, c)",
                    "sql/INSERT INTO t(b, c) VALUES(random(), 'one'), (2, datetime('now'))",
                    "sql/SELECT * FROM t",
                    "sql/WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 90)"
                            + " INSERT INTO t(b, c) SELECT i, hex(randomblob(20)) FROM n RETURNING c",
                    "sql/CREATE INDEX i ON t(c)",
                    "sql/SELECT count(*), max(c) FROM t WHERE b > 100",
                    "sql/SELECT group_concat(c) FROM t",
                    "kv-put/a",
                    "kv-put/b",
                    "kv-list/",
                    "kv-get/a",
                    "put-then-trap/",
                    "outside/",
                    "bad-slice/",
                    "recurse/",
                    "put-then-exit/0",
                    "put-then-exit/3",
                    "put-then-loop/",
                    "echo/",
                    "sql/UPDATE t SET b = b + 1 WHERE a % 3 = 0",
                    "sql/SELECT * FROM nothing",
                    "sql/SELECT sum(b), changes(), last_insert_rowid() FROM t",
                    "flush/",
                    "flush-then-trap/",
                    "big/100000",
                    "log/",
                    "delete-all/",
                    "kv-get/a",
                    "random/",
                    "grow/100",
                    "grow/3000");

    @TempDir private Path folder;

    /** What happens to the facet before each event. */
    private enum Between {
        NOTHING,
        HIBERNATION,
        RESTART
    }

    @Test
    void events_burn_the_same_fuel_after_hibernation_and_restarts_and_interpreted()
            throws Exception {
        var expected = run("plain", Between.NOTHING, Engine.Mode.COMPILED);
        assertTrue(expected.stream().anyMatch(each -> each.contains("Trapped")));
        assertTrue(expected.stream().anyMatch(each -> each.contains("FuelExhausted")));
        assertSame(expected, run("slept", Between.HIBERNATION, Engine.Mode.COMPILED));
        assertSame(expected, run("restarted", Between.RESTART, Engine.Mode.COMPILED));
        assertSame(expected, run("interpreted", Between.NOTHING, Engine.Mode.INTERPRETED));
    }

    private static void assertSame(List<String> expected, List<String> actual) {
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i), actual.get(i), EVENTS.get(i));
        }
    }

    private List<String> run(String name, Between between, Engine.Mode mode) throws Exception {
        var endings = new ArrayList<String>();
        var dataDir = Files.createDirectory(folder.resolve(name));
        var event = new AtomicInteger();
        var host = new Host(dataDir, mode, event);
        try {
            for (String operation : EVENTS) {
                event.incrementAndGet();
                switch (between) {
                    case NOTHING -> {}
                    case HIBERNATION -> host.hibernate();
                    case RESTART -> {
                        host.close();
                        host = new Host(dataDir, mode, event);
                    }
                }
                endings.add(host.fetch(operation));
            }
        } finally {
            host.close();
        }
        return endings;
    }

    /** All of a host but its HTTP, with time and chance as the test gives them. */
    private static final class Host implements AutoCloseable {
        private final LongEvents longEvents = LongEvents.ofThisMachine();
        private final HostDatabase catalogue;
        private final ObjectRegistry objects;

        Host(Path dataDir, Engine.Mode mode, AtomicInteger event) {
            catalogue = Catalogue.open(dataDir);
            var modules = new ModuleStore(dataDir, catalogue, new Engine(), mode);
            modules.put("probe", TestServer.guest("probe"));
            var namespaces = new Namespaces(catalogue);
            var limits = new LimitOptions(3_000_000L, null, null, null, null);
            namespaces.put(
                    "test",
                    new NamespaceDocument(
                            null,
                            Map.of("app", PROBE),
                            limits,
                            RateLimit.NONE,
                            Durability.DURABLE));
            InstantSource clock =
                    () -> Instant.ofEpochMilli(1_700_000_000_000L + event.get() * 1_000L);
            var services =
                    new FacetServices(
                            modules,
                            new HostFunctions(),
                            (_, _, _) -> {},
                            clock,
                            () -> seed(event.get()),
                            longEvents);
            objects = new ObjectRegistry(dataDir, catalogue, namespaces, services);
        }

        private static byte[] seed(int event) {
            var seed = new byte[EventRandom.SEED_BYTES];
            seed[0] = (byte) event;
            return seed;
        }

        /** The facet's instance and its connection go; its data stays. */
        void hibernate() throws InterruptedException {
            if (!objects.list("test", "", "", 1).isEmpty()) {
                objects.abortFacet("test", "o", "app", "a test");
            }
        }

        /** How the event ended, with its reply and its fuel. */
        String fetch(String path) throws InterruptedException {
            int slash = path.indexOf('/');
            boolean isSql = path.startsWith("sql/");
            byte[] body = path.substring(slash + 1).getBytes(StandardCharsets.UTF_8);
            var request =
                    new FetchRequest(
                            "POST",
                            "http://o.test/" + (isSql ? "sql/" : path),
                            List.of(),
                            body(body));
            var sent = new StringBuilder();
            var outcome =
                    objects.fetch("test", "o", "app", request, part -> sent.append(text(part)));
            return outcome instanceof Replied(var reply, _, var used)
                    ? brief(sent + text(reply)) + " " + reply.status() + " " + used
                    : brief(sent.toString()) + outcome;
        }

        /** The text, or what a long one begins with, and its hash. */
        private static String brief(String text) {
            return text.length() < 200
                    ? text
                    : text.substring(0, 100) + "… " + text.length() + " " + text.hashCode();
        }

        private static FetchRequest.Body body(byte[] bytes) {
            int[] done = {0};
            return (into, offset, length) -> {
                int count = Math.min(length, bytes.length - done[0]);
                System.arraycopy(bytes, done[0], into, offset, count);
                done[0] += count;
                return count;
            };
        }

        private static String text(lapidary.host.guest.Reply reply) {
            return new String(reply.body(), 0, reply.bodyLength(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            objects.close();
            longEvents.close();
            catalogue.close();
        }
    }
}
