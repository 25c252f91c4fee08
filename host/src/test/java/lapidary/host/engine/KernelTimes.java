package lapidary.host.engine;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import lapidary.host.fuel.Fuel;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleLimits;

/**
 * What does metering cost? Runs each kernel with and without, one after the other in one JVM, and
 * prints the best times. To be run by hand: docs/decisions/0002-metering-by-rewriting.md.
 */
final class KernelTimes {
    private static final List<String> KERNELS =
            List.of("sha256", "fib", "quicksort", "nbody", "tokens", "sieve", "indirect", "grow");
    private static final int ROUNDS = 10;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private KernelTimes() {}

    /** With names of kernels, runs only those. */
    public static void main(String[] kernels) throws IOException {
        byte[] original = Kernels.bytes();
        MeteredModule metered = new MeteringRewriter(ModuleLimits.PUBLISHED).rewrite(original);
        CompiledModule module =
                new Engine().load(metered, Engine.Mode.COMPILED, CompiledCache.NONE);
        var unmetered = Parser.parse(original);
        var machines = MachineFactoryCompiler.compile(unmetered);
        System.out.println("kernel      unmetered ms  metered ms  ratio       units   ns/unit");
        for (String kernel : kernels.length == 0 ? KERNELS : List.of(kernels)) {
            double without = Double.MAX_VALUE;
            double with = Double.MAX_VALUE;
            long used = 0;
            for (int round = 0; round < ROUNDS; round++) {
                var instance =
                        Instance.builder(unmetered)
                                .withMachineFactory(machines)
                                .withMemoryFactory(
                                        limits -> new FlatMemory(limits.initialPages(), 2048))
                                .build();
                without = Math.min(without, millis(() -> instance.export(kernel).apply()));
                GuestInstance guest = Kernels.instantiate(module, new Fuel(0));
                guest.tank().fill(Fuel.EVENT_DEFAULT.units());
                with = Math.min(with, millis(() -> guest.call(kernel)));
                used = guest.tank().used();
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-12s%12.1f%12.1f%7.2f%12d%10.2f%n",
                    kernel,
                    without,
                    with,
                    with / without,
                    used,
                    with * 1e6 / used);
        }
    }

    /** Of the thread's processor time: the machine may have other work. */
    private static double millis(Runnable code) {
        long start = THREADS.getCurrentThreadCpuTime();
        code.run();
        return (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
    }
}
