package lapidary.host.object;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import lapidary.host.TestServer;
import lapidary.host.app.Catalogue;
import lapidary.host.engine.Engine;
import lapidary.host.facet.FacetServices;
import lapidary.host.facet.LongEvents;
import lapidary.host.facet.OpenDatabases;
import lapidary.host.facet.Outcome;
import lapidary.host.guest.EventRandom;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.HostFunctions;
import lapidary.host.guest.ReplyStream;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.module.ModuleStore;
import lapidary.host.storage.Durability;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.LocalCommitter;
import lapidary.host.storage.Steps;
import lapidary.host.storage.WalFollower;

/**
 * Objects without a server around them: namespace {@code test} has facets {@code a}, {@code b} and
 * {@code c} that run the hostile guest, and {@code probe}. Its events' clock can be put forward.
 */
final class TestObjects implements AutoCloseable {
    static final StartOptions HOSTILE = running("hostile");

    final Path dataDir;
    final ObjectRegistry objects;
    final Namespaces namespaces;
    final AtomicLong skippedNanos = new AtomicLong();
    private final HostDatabase catalogue;
    private final LongEvents longEvents =
            new LongEvents(2, () -> System.nanoTime() + skippedNanos.get());

    TestObjects(Path dataDir) {
        this(dataDir, new OpenDatabases(OpenDatabases.openMax()));
    }

    TestObjects(Path dataDir, OpenDatabases databases) {
        this.dataDir = dataDir;
        catalogue = Catalogue.open(dataDir);
        var modules = new ModuleStore(dataDir, catalogue, new Engine());
        modules.put("hostile", TestServer.guest("hostile"));
        modules.put("probe", TestServer.guest("probe"));
        namespaces = new Namespaces(catalogue);
        declare(RateLimit.NONE);
        var services =
                new FacetServices(
                        modules,
                        new HostFunctions(),
                        (_, _, _) -> {},
                        InstantSource.system(),
                        () -> new byte[EventRandom.SEED_BYTES],
                        longEvents,
                        MemoryBudget.UNLIMITED,
                        databases,
                        LocalCommitter.ofThisProcess(),
                        WalFollower.Source.NONE);
        objects = new ObjectRegistry(dataDir, catalogue, namespaces, services);
    }

    private static StartOptions running(String module) {
        return new StartOptions(module, null, Map.of(), null, List.of(), LimitOptions.NONE, null);
    }

    /** Puts the namespace's document, anew if it is there. */
    void declare(RateLimit rateLimit) {
        var facets = new HashMap<String, StartOptions>();
        for (String facet : List.of("a", "b", "c")) {
            facets.put(facet, HOSTILE);
        }
        facets.put("probe", running("probe"));
        namespaces.put(
                "test",
                new NamespaceDocument(
                        null, facets, LimitOptions.NONE, rateLimit, Durability.DURABLE));
    }

    Outcome fetch(String object, String facet, String operation, String body)
            throws InterruptedException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var position = new int[1];
        FetchRequest.Body reader =
                (into, offset, length) -> {
                    int count = Math.min(length, bytes.length - position[0]);
                    System.arraycopy(bytes, position[0], into, offset, count);
                    position[0] += count;
                    return count;
                };
        return fetch(object, facet, operation, reader, _ -> {});
    }

    Outcome fetch(
            String object,
            String facet,
            String operation,
            FetchRequest.Body body,
            ReplyStream stream)
            throws InterruptedException {
        var request = new FetchRequest("POST", "http://o.test/" + operation, List.of(), body);
        return objects.fetch("test", object, facet, request, stream);
    }

    /** Lets go of what is open, whatever it is told: as a process that has ended. */
    void abandon() {
        try {
            objects.close();
        } catch (Steps.Ended _) {
            // it has
        }
        catalogue.close();
        longEvents.close();
    }

    @Override
    public void close() {
        objects.close();
        catalogue.close();
        longEvents.close();
    }
}
