package lapidary.bench.micro;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import lapidary.host.engine.CompiledCache;
import lapidary.host.engine.Engine;
import lapidary.host.engine.GuestInstance;
import lapidary.host.engine.InstanceLimits;
import lapidary.host.fuel.Fuel;
import lapidary.host.guest.GuestContext;
import lapidary.host.guest.GuestIdentity;
import lapidary.host.guest.HostFunctions;
import lapidary.host.storage.DatabaseLimits;
import lapidary.host.storage.FacetDatabase;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleLimits;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it take a guest to call the host, and to be answered? Of the functions that the host
 * has, the one that does the least: {@code facet_info.fuel_left}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HostCallBenchmark {
    private static final int CALLS = 1_000;
    private static final Fuel FUEL = new Fuel(1_000_000_000);

    private @Nullable Path folder;
    private @Nullable FacetDatabase database;
    private @Nullable GuestInstance instance;

    @Setup
    public void open() throws IOException {
        folder = TemporaryFolder.create();
        database = FacetDatabase.open(folder.resolve("1.db"), DatabaseLimits.DEFAULT);
        var identity = new GuestIdentity("bench", "o", "0".repeat(32), "/app", "", Map.of());
        var context = new GuestContext(identity, database, (_, _, _) -> {});
        var metered = new MeteringRewriter(ModuleLimits.PUBLISHED).rewrite(module());
        instance =
                new Engine()
                        .load(metered, Engine.Mode.COMPILED, CompiledCache.NONE)
                        .instantiate(new HostFunctions(), InstanceLimits.PUBLISHED, context, FUEL);
    }

    @TearDown
    public void close() throws IOException {
        Objects.requireNonNull(instance).close();
        Objects.requireNonNull(database).close();
        TemporaryFolder.delete(Objects.requireNonNull(folder));
    }

    /** One call of a thousand, with the loop around it. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long hostCall() {
        var running = Objects.requireNonNull(instance);
        running.tank().fill(FUEL.units());
        running.call("run");
        return running.tank().used();
    }

    /**
     * <pre>{@code
     * (module
     *   (import "facet_info" "fuel_left" (func $fuel_left (result i64)))
     *   (memory (export "memory") 1)
     *   (func (export "run") (local $left i32)
     *     (local.set $left (i32.const 1000))
     *     (loop
     *       (drop (call $fuel_left))
     *       (br_if 0 (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))
     * }</pre>
     */
    private static byte[] module() {
        return HexFormat.of()
                .parseHex(
                        "0061736d01000000"
                                + "0108026000017e600000"
                                + ("0218010a"
                                        + hex("facet_info")
                                        + "09"
                                        + hex("fuel_left")
                                        + "0000")
                                + "03020101"
                                + "0503010001"
                                + ("071002" + "06" + hex("memory") + "0200")
                                + ("03" + hex("run") + "0001")
                                + ("0a1a0118" + "01017f" + "41e807" + "2100")
                                + ("0340" + "10001a" + "200041016b2200" + "0d00" + "0b" + "0b"));
    }

    private static String hex(String name) {
        return HexFormat.of().formatHex(name.getBytes(US_ASCII));
    }
}
