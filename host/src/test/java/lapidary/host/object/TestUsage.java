package lapidary.host.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import lapidary.host.TestServer;
import lapidary.host.app.Catalogue;
import lapidary.host.billing.UsageCursor;
import lapidary.host.billing.UsageLedger;
import lapidary.host.billing.UsageQuery;
import lapidary.host.engine.Engine;
import lapidary.host.facet.FacetServices;
import lapidary.host.facet.LongEvents;
import lapidary.host.facet.OpenDatabases;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.guest.EventRandom;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.HostFunctions;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.module.ModuleStore;
import lapidary.host.outbound.OutboundClient;
import lapidary.host.outbound.OutboundRules;
import lapidary.host.storage.Durability;
import lapidary.host.storage.FacetFiles;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.LocalCommitter;
import lapidary.host.storage.Steps;
import lapidary.host.storage.WalFollower;
import lapidary.host.usage.EventSink;
import lapidary.host.usage.Measure;
import lapidary.host.usage.UsageServices;

/**
 * Objects with a ledger, under a clock that the test moves: facet {@code app} of {@code test/o}.
 */
final class TestUsage implements AutoCloseable {
    private static final StartOptions PROBE =
            new StartOptions("probe", null, Map.of(), null, List.of(), LimitOptions.NONE, null);

    final AtomicLong now = new AtomicLong(1);
    final UsageLedger ledger;
    final ObjectRegistry objects;
    private final Path dataDir;
    private final HostDatabase catalogue;
    private final LongEvents longEvents = LongEvents.ofThisMachine();

    TestUsage(Path dataDir) {
        InstantSource clock = () -> Instant.ofEpochMilli(now.get());
        this.dataDir = dataDir;
        catalogue = Catalogue.open(dataDir);
        ledger = UsageLedger.open(dataDir.resolve("usage.db"), clock);
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
                        clock,
                        () -> new byte[EventRandom.SEED_BYTES],
                        longEvents,
                        MemoryBudget.UNLIMITED,
                        new OpenDatabases(OpenDatabases.openMax()),
                        LocalCommitter.ofThisProcess(),
                        WalFollower.Source.NONE,
                        new UsageServices(EventSink.NONE, ledger),
                        new OnceOptions(modules),
                        new OutboundClient(OutboundRules.PUBLIC, MemoryBudget.UNLIMITED));
        objects = new ObjectRegistry(dataDir, catalogue, namespaces, services);
    }

    /** An event that leaves a row. */
    void write() throws InterruptedException {
        fetch("sql/", "CREATE TABLE IF NOT EXISTS t (a); INSERT INTO t VALUES (1)");
    }

    /** An event that writes nothing. */
    void read() throws InterruptedException {
        fetch("kv-get/absent", "");
    }

    private void fetch(String operation, String body) throws InterruptedException {
        byte[] bytes = body.getBytes(UTF_8);
        var position = new int[1];
        FetchRequest.Body reader =
                (into, offset, length) -> {
                    int count = Math.min(length, bytes.length - position[0]);
                    System.arraycopy(bytes, position[0], into, offset, count);
                    position[0] += count;
                    return count;
                };
        var request = new FetchRequest("POST", "http://o.test/" + operation, List.of(), reader);
        var outcome = objects.fetch("test", "o", "app", request, _ -> {});
        assertInstanceOf(Replied.class, outcome);
    }

    /** How many rows events have left, without another event of the guest's. */
    long written() throws InterruptedException {
        var tables =
                objects.sql(
                        "test",
                        "o",
                        "app",
                        "SELECT 1 FROM sqlite_schema WHERE name = 't'",
                        List.of());
        if (tables.rows().isEmpty()) {
            return 0;
        }
        var rows = objects.sql("test", "o", "app", "SELECT count(*) FROM t", List.of()).rows();
        return (Long) rows.getFirst().getFirst();
    }

    /** Events by the hour, as the ledger has them. */
    Map<Long, Long> events() {
        var query =
                new UsageQuery(
                        Optional.of("test"),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        Long.MAX_VALUE,
                        UsageQuery.By.HOUR);
        var events = new TreeMap<Long, Long>();
        ledger.lines(query, UsageCursor.START, 1_000)
                .forEach(line -> events.put(line.hour(), line.counts().get(Measure.EVENTS)));
        return events;
    }

    /** Events that the facet itself knows of. */
    long total() throws InterruptedException {
        return objects.usage("test", "o", "app").orElseThrow().counts().get(Measure.EVENTS);
    }

    /** Rows of the hidden table, once the facet sleeps. */
    int rowsInFile() throws Exception {
        objects.abortFacet("test", "o", "app", "a test");
        try (var files = Files.walk(dataDir.resolve("objects"))) {
            var file = files.filter(each -> each.endsWith("1.db")).findFirst().orElseThrow();
            return FacetFiles.usage(file).size();
        }
    }

    /** Lets go of what is open, whatever it is told: as a process that has ended. */
    void abandon() {
        try {
            objects.close();
        } catch (Steps.Ended _) {
            // it has
        }
        try {
            ledger.close();
        } catch (Steps.Ended _) {
            // it has
        }
        catalogue.close();
        longEvents.close();
    }

    @Override
    public void close() {
        objects.close();
        ledger.close();
        catalogue.close();
        longEvents.close();
    }
}
