package lapidary.bench.micro;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import lapidary.host.engine.CompiledCache;
import lapidary.host.engine.CompiledModule;
import lapidary.host.engine.Engine;
import lapidary.host.engine.GuestInstance;
import lapidary.host.engine.InstanceLimits;
import lapidary.host.fuel.Fuel;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleLimits;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it take to make a module run, from its bytes to an instance, and to call one? The
 * module is 5 KB of C, a handful of functions.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EngineBenchmark {
    private static final String MODULE = "/lapidary/bench/kernels/kernels.wasm";
    private static final Fuel FUEL = new Fuel(100_000_000_000L);

    private final Engine engine = new Engine();
    private final MeteringRewriter rewriter = new MeteringRewriter(ModuleLimits.PUBLISHED);
    private byte[] uploaded = {};
    private @Nullable MeteredModule metered;
    private @Nullable CompiledModule compiled;
    private @Nullable GuestInstance instance;

    @Setup
    public void prepare() throws IOException {
        try (InputStream in = EngineBenchmark.class.getResourceAsStream(MODULE)) {
            uploaded = Objects.requireNonNull(in, MODULE).readAllBytes();
        }
        metered = rewriter.rewrite(uploaded);
        compiled = compile();
        instance = made();
    }

    @TearDown
    public void close() {
        Objects.requireNonNull(instance).close();
    }

    /** Checks the bytes of a module, and has it burn fuel. */
    @Benchmark
    public MeteredModule rewriter() {
        return rewriter.rewrite(uploaded);
    }

    /** Makes classes of a module that was rewritten, and loads them. */
    @Benchmark
    public CompiledModule compile() {
        return engine.load(
                Objects.requireNonNull(metered), Engine.Mode.COMPILED, CompiledCache.NONE);
    }

    /** The same without compiling: what a module needs to be interpreted. */
    @Benchmark
    public CompiledModule loadForInterpreter() {
        return engine.load(
                Objects.requireNonNull(metered), Engine.Mode.INTERPRETED, CompiledCache.NONE);
    }

    /** Memory, globals, tables: what a wake begins with, and gives back. */
    @Benchmark
    public int instantiate() {
        try (var fresh = made()) {
            return fresh.memory().size();
        }
    }

    /** Into a guest and out again: a few thousand instructions. */
    @Benchmark
    public long call() {
        var running = Objects.requireNonNull(instance);
        running.tank().fill(FUEL.units());
        running.call("trees_small");
        return running.tank().used();
    }

    private GuestInstance made() {
        return Objects.requireNonNull(compiled)
                .instantiate(
                        (from, name) -> {
                            throw new IllegalStateException("an import: " + from + "." + name);
                        },
                        InstanceLimits.PUBLISHED,
                        "",
                        FUEL);
    }
}
