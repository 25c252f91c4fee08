package lapidary.host.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import lapidary.host.TestServer;
import lapidary.host.app.Catalogue;
import lapidary.host.engine.Engine;
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
import org.jspecify.annotations.Nullable;

/**
 * A host without HTTP whose clock stands where a test puts it: namespaces {@code test}, with little
 * fuel, and {@code long} have facets {@code app} and {@code other} that run the guest {@code
 * alarms}.
 */
final class TestAlarms implements AutoCloseable {
    static final long START = 1_700_000_000_000L;

    final ObjectRegistry objects;
    final Namespaces namespaces;
    final HostDatabase catalogue;
    final AtomicLong now;

    /** What guests and the host wrote about facets, each with the facet's path before it. */
    final List<String> log = new CopyOnWriteArrayList<>();

    /** Hears each line as it is written, on the thread of its event. */
    volatile Consumer<String> listener = _ -> {};

    private final Path dataDir;
    private final LongEvents longEvents = LongEvents.ofThisMachine();
    private @Nullable AlarmScheduler scheduler;

    TestAlarms(Path dataDir) {
        this(dataDir, START);
    }

    /** Whose alarms nobody looks at before {@link #startAlarms}. */
    TestAlarms(Path dataDir, long nowMillis) {
        this.dataDir = dataDir;
        this.now = new AtomicLong(nowMillis);
        catalogue = Catalogue.open(dataDir);
        var modules = new ModuleStore(dataDir, catalogue, new Engine());
        modules.put("alarms", TestServer.guest("alarms"));
        modules.put("probe", TestServer.guest("probe"));
        namespaces = new Namespaces(catalogue);
        var services =
                new FacetServices(
                        modules,
                        new HostFunctions(),
                        (facet, _, text) -> heard(facet.label() + ": " + text),
                        () -> Instant.ofEpochMilli(now.get()),
                        () -> new byte[EventRandom.SEED_BYTES],
                        longEvents);
        objects = new ObjectRegistry(dataDir, catalogue, namespaces, services);
        if (namespaces.find("test").isEmpty()) {
            declare("test", new LimitOptions(3_000_000L, null, null, null, null), RateLimit.NONE);
            declare("long", LimitOptions.NONE, RateLimit.NONE);
        }
    }

    /** One whose alarms are looked at. */
    static TestAlarms started(Path dataDir) {
        var test = new TestAlarms(dataDir);
        test.startAlarms();
        return test;
    }

    void startAlarms() {
        scheduler = objects.startAlarms();
    }

    void declare(String namespace, LimitOptions limits, RateLimit rateLimit) {
        var facets = new HashMap<String, StartOptions>();
        for (String facet : List.of("app", "other")) {
            facets.put(facet, running("alarms"));
        }
        namespaces.put(
                namespace,
                new NamespaceDocument(null, facets, limits, rateLimit, Durability.DURABLE));
    }

    static StartOptions running(String module) {
        return new StartOptions(module, null, Map.of(), null, List.of(), LimitOptions.NONE, null);
    }

    /** Puts the clock there, and returns when all that is due then has been looked at. */
    void at(long millis) throws InterruptedException {
        now.set(millis);
        settle();
    }

    void settle() throws InterruptedException {
        var started = Objects.requireNonNull(scheduler);
        started.wakeUp();
        started.awaitIdle();
    }

    /** Asks the facet {@code app} of object {@code o}. */
    String ask(String operation) throws InterruptedException {
        return ask("test", "o", "app", operation);
    }

    String ask(String namespace, String object, String facet, String operation)
            throws InterruptedException {
        var outcome = fetch(namespace, object, facet, operation);
        var reply = assertInstanceOf(Replied.class, outcome, operation).rest();
        return new String(reply.body(), 0, reply.bodyLength(), UTF_8);
    }

    Outcome fetch(String namespace, String object, String facet, String operation)
            throws InterruptedException {
        var request =
                new FetchRequest(
                        "POST", "http://o.test/" + operation, List.of(), FetchRequest.Body.EMPTY);
        return objects.fetch(namespace, object, facet, request, _ -> {});
    }

    /** Sets the alarm of the facet {@code app} of object {@code o}. */
    void set(long millis) throws InterruptedException {
        assertEquals("0", ask("set/" + millis));
    }

    /** Lines of the handlers that succeeded: set to, tries before, now, what get answers. */
    List<String> ran() throws InterruptedException {
        return ask("ran").lines().toList();
    }

    /** Rows of the index. */
    List<String> rows() {
        return catalogue.query(
                "SELECT object_name, facet_name, due_millis, is_parked FROM alarm ORDER BY 1, 2",
                row ->
                        row.text(0)
                                + "/"
                                + row.text(1)
                                + " "
                                + row.integer(2)
                                + (row.integer(3) == 1 ? " parked" : ""));
    }

    /** The data as a kill -9 would leave them now, elsewhere. */
    void copyTo(Path target) {
        try {
            // Not from Java: closing a file there ends SQLite's locks on it.
            var copying = new ProcessBuilder("cp", "-a", dataDir + "/.", target.toString());
            assertEquals(0, copying.inheritIO().start().waitFor());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void heard(String line) {
        log.add(line);
        listener.accept(line);
    }

    @Override
    public void close() {
        if (scheduler != null) {
            scheduler.close();
        }
        objects.close();
        catalogue.close();
        longEvents.close();
    }
}
