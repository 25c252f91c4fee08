package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import lapidary.host.TestServer;
import lapidary.host.app.Catalogue;
import lapidary.host.engine.Engine;
import lapidary.host.error.HostException;
import lapidary.host.facet.FacetServices;
import lapidary.host.facet.LongEvents;
import lapidary.host.facet.Outcome;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.guest.EventRandom;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.HostFunctions;
import lapidary.host.module.ModuleStore;
import lapidary.host.storage.Durability;
import lapidary.host.storage.HostDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One facet is never alive twice, whatever happens to those who want it gone. */
class ObjectRegistryIT {
    private static final StartOptions PROBE =
            new StartOptions("probe", null, Map.of(), null, List.of(), LimitOptions.NONE, null);

    @TempDir Path dataDir;
    private HostDatabase catalogue;
    private final LongEvents longEvents = LongEvents.ofThisMachine();
    private ObjectRegistry objects;

    @BeforeEach
    void open() {
        catalogue = Catalogue.open(dataDir);
        var modules = new ModuleStore(dataDir, catalogue, new Engine());
        modules.put("probe", TestServer.guest("probe"));
        var namespaces = new Namespaces(catalogue);
        namespaces.put(
                "test",
                new NamespaceDocument(
                        null,
                        Map.of("app", PROBE),
                        LimitOptions.NONE,
                        RateLimit.NONE,
                        Durability.DURABLE));
        var services =
                new FacetServices(
                        modules,
                        new HostFunctions(),
                        (_, _, _) -> {},
                        InstantSource.system(),
                        () -> new byte[EventRandom.SEED_BYTES],
                        longEvents);
        objects = new ObjectRegistry(dataDir, catalogue, namespaces, services);
    }

    @AfterEach
    void close() {
        objects.close();
        catalogue.close();
        longEvents.close();
    }

    @Test
    void a_facet_that_could_not_be_stopped_is_still_the_one_that_is_alive() throws Exception {
        var body = new SlowBody();
        try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = requests.submit(() -> fetch("kv-put/key", body));
            body.isAwaited.await();
            // whoever wants it gone gives up while it runs
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> objects.deleteFacet("test", "o", "app"));
            var next = requests.submit(() -> fetch("kv-get/key", FetchRequest.Body.EMPTY));
            body.end.countDown();
            running.get();
            assertEquals("", text(next.get()));
        }
    }

    @Test
    void an_object_that_could_not_be_deleted_is_still_there() throws Exception {
        var body = new SlowBody();
        try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = requests.submit(() -> fetch("kv-put/key", body));
            body.isAwaited.await();
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> objects.delete("test", "o"));
            body.end.countDown();
            running.get();
        }
        assertEquals("", text(fetch("kv-get/key", FetchRequest.Body.EMPTY)));
        objects.delete("test", "o");
        assertTrue(text(fetch("kv-get/key", FetchRequest.Body.EMPTY)).startsWith("-1 "));
    }

    @Test
    void what_comes_after_the_registry_was_closed_is_refused() {
        objects.close();
        var refused =
                assertThrows(HostException.class, () -> fetch("events", FetchRequest.Body.EMPTY));
        assertEquals("OVERLOADED", refused.code().name());
    }

    private Outcome fetch(String operation, FetchRequest.Body body) throws InterruptedException {
        var request = new FetchRequest("POST", "http://o.test/" + operation, List.of(), body);
        return objects.fetch("test", "o", "app", request, _ -> {});
    }

    private static String text(Outcome outcome) {
        if (outcome instanceof Replied(var reply, _, _)) {
            return new String(reply.body(), 0, reply.bodyLength(), StandardCharsets.UTF_8);
        }
        throw new AssertionError(outcome.toString());
    }

    /** A body whose sender takes its time, so that its event runs on. */
    private static final class SlowBody implements FetchRequest.Body {
        private final CountDownLatch isAwaited = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public int read(byte[] into, int offset, int length) {
            isAwaited.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return 0;
        }
    }
}
