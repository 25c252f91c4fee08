package lapidary.bench.fuel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import lapidary.host.engine.CompiledCache;
import lapidary.host.engine.CompiledModule;
import lapidary.host.engine.Engine;
import lapidary.host.engine.InstanceLimits;
import lapidary.host.fuel.Fuel;
import lapidary.host.guest.EventRandom;
import lapidary.host.guest.FetchEvent;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.GuestContext;
import lapidary.host.guest.GuestIdentity;
import lapidary.host.guest.Header;
import lapidary.host.guest.HostFunctions;
import lapidary.host.storage.DatabaseLimits;
import lapidary.host.storage.EventInputs;
import lapidary.host.storage.FacetDatabase;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleLimits;

/**
 * How many nanoseconds is a unit of fuel? Prints, for a loop around each class of instructions and
 * each host function, the processor time of its thread for each unit that it burned: the least of
 * several runs, since other work only ever adds.
 *
 * <p>Arguments are parts of names; without any, everything is measured.
 */
public final class FuelTable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int RUNS = Integer.getInteger("lapidary.bench.runs", 9);
    private static final long NOW = 1_700_000_000_123L;

    private final HostFunctions functions = new HostFunctions();
    private final FacetDatabase database;
    private final GuestContext context;

    private record Run(long nanos, long units) {}

    private FuelTable(Path folder) {
        database = FacetDatabase.open(folder.resolve("1.db"), DatabaseLimits.DEFAULT);
        var identity =
                new GuestIdentity(
                        "shop",
                        "cart-17",
                        "0123456789abcdef0123456789abcdef",
                        "/app",
                        "p".repeat(1 << 20),
                        Map.of("kkkkkkkk", "hello", "OTHER", "v".repeat(100)));
        context = new GuestContext(identity, database, new FileLog(folder.resolve("log")));
    }

    public static void main(String[] names) throws IOException {
        var folder = Files.createTempDirectory("lapidary-fuel");
        var table = new FuelTable(folder);
        try {
            table.print("Instructions", chosen(InstructionKernels.all(), names));
            table.print("Host functions", chosen(HostKernels.all(), names));
        } finally {
            table.database.close();
            delete(folder);
        }
    }

    private static List<Kernel> chosen(List<Kernel> kernels, String[] names) {
        return kernels.stream()
                .filter(kernel ->
                        names.length == 0 || Arrays.stream(names).anyMatch(kernel.name()::contains))
                .toList();
    }

    private void print(String title, List<Kernel> kernels) {
        System.out.printf("%n| %s | units | ns | ns/unit | |%n|---|---|---|---|---|%n", title);
        double logarithms = 0;
        int ordinary = 0;
        for (var kernel : kernels) {
            var best = best(kernel);
            double ratio = (double) best.nanos() / best.units();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %.2f | %s |%n",
                    kernel.name(),
                    best.units(),
                    best.nanos(),
                    ratio,
                    kernel.isOrdinary() ? "" : "adversarial");
            if (kernel.isOrdinary()) {
                logarithms += Math.log(ratio);
                ordinary++;
            }
        }
        if (ordinary > 0) {
            System.out.printf(
                    Locale.ROOT, "geometric mean %.2f%n", Math.exp(logarithms / ordinary));
        }
    }

    private Run best(Kernel kernel) {
        var metered = new MeteringRewriter(ModuleLimits.PUBLISHED).rewrite(kernel.module().bytes());
        var module = new Engine().load(metered, Engine.Mode.COMPILED, CompiledCache.NONE);
        var runs = new ArrayList<Run>();
        for (int i = 0; i < RUNS; i++) {
            runs.add(run(kernel, module));
        }
        return runs.stream().min((a, b) -> Long.compare(a.nanos(), b.nanos())).orElseThrow();
    }

    private Run run(Kernel kernel, CompiledModule module) {
        var guest =
                module.instantiate(
                        functions, InstanceLimits.PUBLISHED, context, Fuel.EVENT_DEFAULT);
        kernel.memory().fill(guest.memory().array());
        var seed = new byte[EventRandom.SEED_BYTES];
        var inputs = new EventInputs(NOW, new EventRandom(() -> seed));
        context.beginEvent(inputs, new FetchEvent(request(), _ -> {}));
        guest.tank().fill(Fuel.EVENT_DEFAULT.units());
        database.beginEvent(inputs, context);
        prepare(kernel);
        guest.tank().fill(Fuel.EVENT_DEFAULT.units());
        long start = THREADS.getCurrentThreadCpuTime();
        guest.call("run");
        long nanos = THREADS.getCurrentThreadCpuTime() - start;
        long units = guest.tank().used();
        context.endEvent();
        database.rollbackEvent();
        return new Run(nanos, units);
    }

    private void prepare(Kernel kernel) {
        if (kernel.name().startsWith("facet_kv")) {
            var random = new Random(1);
            var big = new byte[2 << 20];
            random.nextBytes(big);
            database.kv().put("k".repeat(9).getBytes(UTF_8), new byte[1]);
            database.kv().put("k".repeat(7).getBytes(UTF_8), big);
        }
    }

    private static FetchRequest request() {
        var headers = new ArrayList<Header>();
        for (int i = 0; i < 128; i++) {
            headers.add(new Header("x-header-" + i, "v".repeat(400)));
        }
        int[] left = {100 << 20};
        return new FetchRequest(
                "POST",
                "http://cart-17.shop/a?b=1",
                headers,
                (into, offset, length) -> {
                    int count = Math.min(length, left[0]);
                    Arrays.fill(into, offset, offset + count, (byte) 'b');
                    left[0] -= count;
                    return count;
                });
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            files.forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        Files.delete(folder);
    }
}
