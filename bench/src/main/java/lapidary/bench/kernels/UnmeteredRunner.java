package lapidary.bench.kernels;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import lapidary.host.engine.FlatMemory;

/**
 * The same compiler, memory and access to it, and the module as it was uploaded: nothing counts,
 * nothing ends.
 */
final class UnmeteredRunner implements Runner {
    private static final int PAGES_MAX = 2_048;

    private record Compiled(WasmModule module, Function<Instance, Machine> machines) {}

    private final Map<Kernel.Module, Compiled> modules = new EnumMap<>(Kernel.Module.class);

    UnmeteredRunner() throws IOException {
        for (var module : Kernel.Module.values()) {
            var parsed = Parser.parse(module.bytes());
            modules.put(module, new Compiled(parsed, UnmeteredCode.machines(parsed)));
        }
    }

    @Override
    public String name() {
        return "unmetered";
    }

    @Override
    public Run run(Kernel kernel) {
        var compiled = Objects.requireNonNull(modules.get(kernel.module()));
        var instance =
                Instance.builder(compiled.module())
                        .withMachineFactory(compiled.machines())
                        .withMemoryFactory(
                                limits -> new FlatMemory(limits.initialPages(), PAGES_MAX))
                        .build();
        var export = instance.export(kernel.name());
        long start = System.nanoTime();
        export.apply();
        double millis = (System.nanoTime() - start) / 1e6;
        return new Run(millis, instance.memory().readLong(Kernel.CHECKSUM_ADDRESS));
    }

    @Override
    public void close() {}
}
