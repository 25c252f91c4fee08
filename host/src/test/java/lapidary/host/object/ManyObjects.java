package lapidary.host.object;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import lapidary.host.app.Catalogue;
import lapidary.host.app.Lapidary;
import lapidary.host.app.ServerOptions;

/**
 * How does a host do with many objects? Makes 100 000 of them on the disk, touches 10 000 in turn
 * while others are under load, and starts with a million in the index. Not a test: {@code main},
 * with a folder as its argument; prints what it measured.
 */
final class ManyObjects {
    private static final int ON_DISK = Integer.getInteger("objects", 100_000);
    private static final int TOUCHED = Integer.getInteger("touched", 10_000);
    private static final int INDEXED = Integer.getInteger("indexed", 1_000_000);
    private static final int HOT = Integer.getInteger("hot", 20);
    private static final int CLIENTS = Integer.getInteger("clients", 4);

    private static final int HOT_EVERY_MILLIS = Integer.getInteger("hotEvery", 100);

    private ManyObjects() {}

    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        for (String step : System.getProperty("steps", "make,touch,index,start").split(",", -1)) {
            switch (step) {
                case "make" -> make(folder);
                case "touch" -> touch(folder);
                case "index" -> index(folder);
                default -> start(folder);
            }
        }
        System.exit(0);
    }

    /**
     * The first by an event, the others as copies of its folder, which says nothing of its name.
     */
    private static void make(Path folder) throws Exception {
        Files.createDirectories(folder);
        long start = System.nanoTime();
        try (var test = new TestObjects(folder)) {
            test.objects.sql(
                    "test",
                    name(0),
                    "a",
                    "CREATE TABLE t (v); INSERT INTO t VALUES (1)",
                    List.of());
        }
        var root = folder.resolve("objects");
        var first = ObjectId.of(1, name(0)).folder(root);
        byte[] tree = Files.readAllBytes(first.resolve("0.db"));
        byte[] data = Files.readAllBytes(first.resolve("1.db"));
        try (var catalogue = Catalogue.open(folder)) {
            catalogue.transaction(sql -> {
                for (int i = 1; i < ON_DISK; i++) {
                    var id = ObjectId.of(1, name(i));
                    copy(id.folder(root), tree, data);
                    sql.execute(
                            "INSERT INTO object (namespace_id, name, id, last_active_millis)"
                                    + " VALUES (1, ?, ?, 0)",
                            name(i),
                            id.hex());
                }
                return 0;
            });
        }
        System.out.printf("%d objects made in %d ms%n", ON_DISK, millisSince(start));
    }

    private static void copy(Path target, byte[] tree, byte[] data) {
        try {
            Files.createDirectories(target);
            Files.write(target.resolve("0.db"), tree);
            Files.write(target.resolve("1.db"), data);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Each once, by a read and a write, while a few hot ones have events all the time. */
    private static void touch(Path folder) throws Exception {
        try (var test = new TestObjects(folder);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var isOver = new AtomicBoolean();
            var hotEvents = new AtomicLong();
            for (int i = 0; i < HOT; i++) {
                String hot = name(i);
                Future<?> _ =
                        threads.submit(() -> {
                            while (!isOver.get()) {
                                test.objects.sql(
                                        "test", hot, "a", "UPDATE t SET v = v + 1", List.of());
                                hotEvents.incrementAndGet();
                                Thread.sleep(HOT_EVERY_MILLIS);
                            }
                            return 0;
                        });
            }
            Future<?> _ =
                    threads.submit(() -> {
                        while (!isOver.get()) {
                            Thread.sleep(1_000);
                            test.objects.sweep();
                        }
                        return 0;
                    });
            for (String sql : List.of("SELECT v FROM t", "UPDATE t SET v = v + 1")) {
                measure(test, sql);
            }
            isOver.set(true);
            System.out.printf("hot objects had %d events meanwhile%n", hotEvents.get());
        }
    }

    private static void measure(TestObjects test, String sql) throws Exception {
        int from = sql.startsWith("SELECT") ? HOT : HOT + TOUCHED;
        var nanos = new long[TOUCHED];
        var next = new AtomicInteger();
        var filesMax = new AtomicLong();
        var cpuNanos = new AtomicLong();
        long start = System.nanoTime();
        var ended = new CountDownLatch(CLIENTS);
        for (int c = 0; c < CLIENTS; c++) {
            Thread.ofPlatform()
                    .start(() -> {
                        for (int i = next.getAndIncrement();
                                i < TOUCHED;
                                i = next.getAndIncrement()) {
                            nanos[i] = touched(test, name(from + i), sql);
                            if (i % 100 == 0) {
                                filesMax.accumulateAndGet(files(), Math::max);
                            }
                        }
                        cpuNanos.addAndGet(
                                ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
                        ended.countDown();
                    });
        }
        ended.await();
        long millis = millisSince(start);
        Arrays.sort(nanos);
        System.gc();
        var runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        System.out.printf(
                "%s: %d objects by %d clients in %d ms; p50 %.2f ms, p90 %.2f, p99 %.2f, max %.1f;"
                        + " processor %.2f ms each; files at most %d; heap after %d MiB; %s%n",
                sql.substring(0, 6),
                TOUCHED,
                CLIENTS,
                millis,
                nanos[TOUCHED / 2] / 1e6,
                nanos[TOUCHED * 9 / 10] / 1e6,
                nanos[TOUCHED * 99 / 100] / 1e6,
                nanos[TOUCHED - 1] / 1e6,
                cpuNanos.get() / 1e6 / TOUCHED,
                filesMax.get(),
                heap >> 20,
                resident());
    }

    private static long touched(TestObjects test, String object, String sql) {
        long start = System.nanoTime();
        try {
            test.objects.sql("test", object, "a", sql, List.of());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return System.nanoTime() - start;
    }

    private static void index(Path folder) {
        long start = System.nanoTime();
        var random = new Random(1);
        try (var catalogue = Catalogue.open(folder)) {
            catalogue.transaction(sql -> {
                for (int i = ON_DISK; i < INDEXED; i++) {
                    sql.execute(
                            "INSERT INTO object (namespace_id, name, id, last_active_millis)"
                                    + " VALUES (1, ?, ?, 0)",
                            name(i),
                            Long.toHexString(random.nextLong()));
                }
                return 0;
            });
        }
        System.out.printf("%d in the index after %d ms%n", INDEXED, millisSince(start));
    }

    private static void start(Path folder) throws Exception {
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            try (var server =
                    Lapidary.start(
                            new ServerOptions(
                                    folder, "127.0.0.1", 0, java.util.Optional.empty()))) {
                System.out.printf(
                        "ready after %d ms, at port %d%n", millisSince(start), server.port());
            }
        }
    }

    private static String name(int i) {
        return "object-%07d".formatted(i);
    }

    private static long files() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getOpenFileDescriptorCount();
    }

    private static String resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("");
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
