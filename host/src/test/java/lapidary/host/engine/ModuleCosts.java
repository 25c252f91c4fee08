package lapidary.host.engine;

import com.dylibso.chicory.wasm.Parser;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleLimits;

/**
 * What do large modules cost the host, step by step? A main method: processor time of the thread,
 * bytes allocated, bytes kept, for each of {@link LargeModules}, or those whose name holds an
 * argument.
 */
final class ModuleCosts {
    private static final long MIB = 1 << 20;
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ModuleCosts() {}

    public static void main(String[] wanted) {
        LargeModules.all()
                .forEach((name, module) -> {
                    if (wanted.length == 0 || List.of(wanted).stream().anyMatch(name::contains)) {
                        System.out.println(name);
                        try {
                            measure(module.get());
                        } catch (Throwable e) {
                            String text = String.valueOf(e);
                            System.out.println(
                                    "    " + text.substring(0, Math.min(150, text.length())));
                        }
                    }
                });
    }

    private static void measure(byte[] wasm) throws Exception {
        System.out.printf(Locale.ROOT, "    %.1f MB%n", wasm.length / 1e6);
        MeteredModule metered =
                step("rewrite", () -> new MeteringRewriter(ModuleLimits.PUBLISHED).rewrite(wasm));
        System.out.printf(Locale.ROOT, "    %.1f MB rewritten%n", metered.bytes().length / 1e6);
        var shell = step("shell", () -> Parser.parse(metered.shell()));
        var parsed = step("parse", () -> Parser.parse(metered.bytes()));
        var linked = step("compile and link", () -> new Compilation(metered, parsed).run());
        var code = linked.code();
        System.out.println(
                "    classes "
                        + code.classes().size()
                        + " whole "
                        + code.interpreted().isEmpty()
                        + " bytes "
                        + code.classes().values().stream().mapToLong(b -> b.length).sum() / 1e6
                        + " MB");
        var compiled =
                new CompiledModule(
                        metered, code.interpreted().isEmpty() ? shell : parsed, linked.machines());
        step("instantiate", () -> Guests.start(compiled, (m, n) -> (g, a) -> 0));
        step("instantiate", () -> Guests.start(compiled, (m, n) -> (g, a) -> 0));
    }

    private static <T> T step(String name, Callable<T> step) throws Exception {
        long before = kept();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        T result;
        try {
            result = step.call();
        } finally {
            long cpu = THREADS.getCurrentThreadCpuTime() - nanos;
            long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
            System.out.printf(
                    Locale.ROOT,
                    "    %-12s %6d ms %6d MiB allocated",
                    name,
                    cpu / 1_000_000,
                    bytes / MIB);
        }
        System.out.printf(Locale.ROOT, " %6d MiB kept%n", (kept() - before) / MIB);
        return result;
    }

    private static long kept() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
