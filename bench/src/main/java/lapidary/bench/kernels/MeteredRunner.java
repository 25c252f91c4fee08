package lapidary.bench.kernels;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import lapidary.host.engine.CompiledCache;
import lapidary.host.engine.CompiledModule;
import lapidary.host.engine.Engine;
import lapidary.host.engine.InstanceLimits;
import lapidary.host.fuel.Fuel;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleLimits;

/** As the host runs guests: metered, compiled, with every check. */
final class MeteredRunner implements Runner {
    private static final Fuel FUEL = new Fuel(100_000_000_000L);

    private final Map<Kernel.Module, CompiledModule> modules = new EnumMap<>(Kernel.Module.class);

    MeteredRunner() throws IOException {
        var engine = new Engine();
        var rewriter = new MeteringRewriter(ModuleLimits.PUBLISHED);
        for (var module : Kernel.Module.values()) {
            var metered = rewriter.rewrite(module.bytes());
            modules.put(module, engine.load(metered, Engine.Mode.COMPILED, CompiledCache.NONE));
        }
    }

    @Override
    public String name() {
        return "metered";
    }

    @Override
    public Run run(Kernel kernel) {
        var module = Objects.requireNonNull(modules.get(kernel.module()));
        try (var guest =
                module.instantiate(
                        (from, name) -> {
                            throw new IllegalStateException("an import: " + from + "." + name);
                        },
                        InstanceLimits.PUBLISHED,
                        "",
                        FUEL)) {
            guest.tank().fill(FUEL.units());
            long start = System.nanoTime();
            guest.call(kernel.name());
            double millis = (System.nanoTime() - start) / 1e6;
            return new Run(millis, guest.memory().readLong(Kernel.CHECKSUM_ADDRESS));
        }
    }

    @Override
    public void close() {}
}
