package lapidary.bench.micro;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import lapidary.bench.server.LapidaryServer;
import lapidary.host.app.Catalogue;
import lapidary.host.engine.Engine;
import lapidary.host.facet.AlarmHint;
import lapidary.host.facet.Facet;
import lapidary.host.facet.FacetLimits;
import lapidary.host.facet.FacetServices;
import lapidary.host.facet.FacetSpec;
import lapidary.host.facet.LongEvents;
import lapidary.host.facet.NamespaceShare;
import lapidary.host.facet.Outcome;
import lapidary.host.facet.ShareLimits;
import lapidary.host.guest.EventRandom;
import lapidary.host.guest.FacetsBelow;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.GuestIdentity;
import lapidary.host.guest.HostFunctions;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.module.ModuleStore;
import lapidary.host.storage.Durability;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.ObjectRoom;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it take a facet to wake and to hibernate? Compare a wake, whose first event reads a
 * row, with the same event of a facet that is awake. The guest is {@code hits.c}; there is no HTTP.
 */
@State(Scope.Benchmark) // one for all: with Scope.Thread what is set up before a call has its own
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FacetBenchmark {
    private @Nullable Path folder;
    private @Nullable HostDatabase catalogue;
    private @Nullable ModuleStore modules;
    private @Nullable LongEvents longEvents;
    private @Nullable Facet facet;

    @Setup
    public void open() throws IOException, InterruptedException {
        folder = TemporaryFolder.create();
        catalogue = Catalogue.open(folder);
        modules = new ModuleStore(folder, catalogue, new Engine(), MemoryBudget.UNLIMITED);
        longEvents = LongEvents.ofThisMachine();
        try (InputStream in = LapidaryServer.class.getResourceAsStream("hits.wasm")) {
            modules.put("hits", Objects.requireNonNull(in).readAllBytes());
        }
        facet = facet(folder, modules, longEvents);
        get();
    }

    private static Facet facet(Path folder, ModuleStore modules, LongEvents longEvents) {
        var digest = modules.resolve("hits").orElseThrow();
        var identity = new GuestIdentity("bench", "o", "0".repeat(32), "/app", "", Map.of());
        return new Facet(
                folder.resolve("1.db"),
                new ObjectRoom(List::of),
                new FacetSpec(digest, identity, FacetLimits.DEFAULT, Durability.DURABLE),
                new NamespaceShare("bench", ShareLimits.DEFAULT),
                new FacetServices(
                        modules,
                        new HostFunctions(),
                        (_, _, _) -> {},
                        InstantSource.system(),
                        () -> new byte[EventRandom.SEED_BYTES],
                        longEvents),
                new NoAlarms(),
                _ -> {
                    throw new IllegalStateException("it has no sockets");
                },
                _ -> FacetsBelow.NONE);
    }

    @TearDown
    public void close() throws IOException {
        Objects.requireNonNull(facet).close();
        Objects.requireNonNull(modules).close();
        Objects.requireNonNull(longEvents).close();
        Objects.requireNonNull(catalogue).close();
        TemporaryFolder.delete(Objects.requireNonNull(folder));
    }

    /** The facet as it is when nobody has asked it for a while. */
    @State(Scope.Thread)
    public static class Asleep {
        @Setup(Level.Invocation)
        public void putToSleep(FacetBenchmark benchmark) throws InterruptedException {
            benchmark.sleep();
        }
    }

    /** The facet as it is after an event. */
    @State(Scope.Thread)
    public static class Awake {
        @Setup(Level.Invocation)
        public void wake(FacetBenchmark benchmark) throws InterruptedException {
            benchmark.get();
        }
    }

    /** An event that reads a row, of a facet that is awake. */
    @Benchmark
    public Outcome event() throws InterruptedException {
        return get();
    }

    /** The same, of one that hibernates: its database is opened, its instance made. */
    @Benchmark
    public Outcome wake(Asleep before) throws InterruptedException {
        require(!Objects.requireNonNull(facet).isAwake());
        return get();
    }

    /** Its instance is dropped, its database closed. */
    @Benchmark
    public boolean hibernate(Awake before) throws InterruptedException {
        require(Objects.requireNonNull(facet).isAwake());
        return sleep();
    }

    private static void require(boolean isAsItShould) {
        if (!isAsItShould) {
            throw new IllegalStateException("the facet is not as it should be before");
        }
    }

    private boolean sleep() throws InterruptedException {
        var sleeper = Objects.requireNonNull(facet);
        sleeper.abort("it is to hibernate");
        return sleeper.isAwake();
    }

    private Outcome get() throws InterruptedException {
        var request =
                new FetchRequest("GET", "http://o.bench/get", List.of(), FetchRequest.Body.EMPTY);
        var outcome = Objects.requireNonNull(facet).fetch(request, _ -> {});
        if (!(outcome instanceof Outcome.Replied)) {
            throw new IllegalStateException(outcome.toString());
        }
        return outcome;
    }

    /** Of a facet that never has one. */
    private static final class NoAlarms implements AlarmHint {
        @Override
        public void cover(long dueMillis) {}

        @Override
        public void found(long dueMillis) {}

        @Override
        public void expect(long version) {}

        @Override
        public long covers() {
            return 0;
        }

        @Override
        public void settle(long covers, OptionalLong dueMillis) {}

        @Override
        public void settleLater(long covers, OptionalLong dueMillis) {}
    }
}
