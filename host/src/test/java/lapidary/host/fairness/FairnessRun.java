package lapidary.host.fairness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lapidary.host.TestServer;
import lapidary.host.fairness.Attack.Hostile;

/**
 * What do neighbours notice of hostile guests? Compares the latency of small requests to other
 * objects, quiet and under attack, in turns, on the real server in a JVM of its own.
 *
 * <p>{@code FairnessRun [ATTACK…]} prints a table; without arguments, of all attacks. System
 * properties: {@code lapidary.fairness.seconds} of each turn, {@code …rounds}, {@code …classpath}
 * of another server than this one, {@code …options} for its JVM.
 */
public final class FairnessRun {
    private static final int SECONDS = Integer.getInteger("lapidary.fairness.seconds", 5);
    private static final int ROUNDS = Integer.getInteger("lapidary.fairness.rounds", 3);
    private static final String LIGHT = "/o/light/cart-17/app/";
    private static final byte[] NOTHING = {};

    private final int port;
    private final ServerProcess server;

    private FairnessRun(ServerProcess server) {
        this.server = server;
        this.port = server.port();
    }

    /** Latencies of one kind of request: of each round the median, and what 99 % are within. */
    private record Latency(double p50Millis, double p99Millis, double maxMillis) {
        static Latency of(List<LightLoad> loads) {
            long[] all =
                    loads.stream().flatMapToLong(load -> Arrays.stream(load.nanos())).toArray();
            Arrays.sort(all);
            return new Latency(
                    all[all.length / 2] / 1e6,
                    all[(int) (all.length * 0.99)] / 1e6,
                    all[all.length - 1] / 1e6);
        }

        static Latency median(List<Latency> rounds) {
            return new Latency(
                    median(rounds.stream().mapToDouble(Latency::p50Millis).toArray()),
                    median(rounds.stream().mapToDouble(Latency::p99Millis).toArray()),
                    rounds.stream().mapToDouble(Latency::maxMillis).max().orElseThrow());
        }

        private static double median(double[] values) {
            Arrays.sort(values);
            return values[values.length / 2];
        }
    }

    public static void main(String... arguments) throws Exception {
        var attacks =
                arguments.length == 0
                        ? List.of(Attack.values())
                        : Arrays.stream(arguments)
                                .map(name ->
                                        Attack.valueOf(
                                                name.toUpperCase(Locale.ROOT).replace('-', '_')))
                                .toList();
        var folder = Files.createTempDirectory("lapidary-fairness");
        String classPath =
                System.getProperty(
                        "lapidary.fairness.classpath", System.getProperty("java.class.path"));
        try (var server =
                new ServerProcess(
                        Path.of("../bin/lapidary"),
                        classPath,
                        folder.resolve("data"),
                        folder.resolve("server.log"))) {
            var run = new FairnessRun(server);
            run.deploy();
            run.calm(2 * SECONDS); // warm
            System.out.println("processors " + Runtime.getRuntime().availableProcessors());
            System.out.println(
                    "attack             request  quiet p50   p99  attack p50    p99   max | p99"
                            + " ratio");
            for (var attack : attacks) {
                run.compare(attack);
            }
        } finally {
            try (var paths = Files.walk(folder)) {
                paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            }
        }
    }

    private void deploy() throws IOException {
        try (var connection = new Connection(port)) {
            require(connection.send("PUT", "/v1/modules/probe", TestServer.guest("probe")));
            require(connection.send("PUT", "/v1/modules/hostile", TestServer.guest("hostile")));
            var facets = new ArrayList<String>();
            facets.add("\"app\": {\"module\": \"hostile\"}");
            facets.add("\"asleep\": {\"module\": \"hostile\", \"env\": {\"ENDLESS_INIT\": \"1\"}}");
            for (int i = 0; i < 16; i++) {
                facets.add("\"app-" + i + "\": {\"module\": \"hostile\"}");
            }
            String hostile = "{\"facets\": {" + String.join(", ", facets) + "}}";
            require(connection.send("PUT", "/v1/namespaces/hostile", hostile));
            String light = "{\"facets\": {\"app\": {\"module\": \"probe\"}}}";
            require(connection.send("PUT", "/v1/namespaces/light", light));
            require(connection.send("POST", LIGHT + "kv-put/key", "value"));
        }
    }

    private static void require(int status) {
        if (status / 100 != 2) {
            throw new IllegalStateException("status " + status);
        }
    }

    private void compare(Attack attack) throws Exception {
        var quiet = new ArrayList<List<Latency>>();
        var busy = new ArrayList<List<Latency>>();
        long abortMillis = 0;
        double cores = 0;
        var statuses = new AtomicInteger[600];
        Arrays.setAll(statuses, _ -> new AtomicInteger());
        for (int round = 0; round < ROUNDS; round++) {
            quiet.add(calm(SECONDS));
            try (var attackers = Executors.newVirtualThreadPerTaskExecutor()) {
                long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS + 1);
                for (var request : attack.requests()) {
                    Future<?> _ = attackers.submit(() -> attack(request, until, statuses));
                }
                Thread.sleep(500);
                long cpu = server.cpuMillis();
                busy.add(calm(SECONDS));
                cores += (server.cpuMillis() - cpu) / 1e3 / SECONDS / ROUNDS;
                abortMillis = Math.max(abortMillis, abortAll(attack));
                if (!attackers.awaitTermination(0, TimeUnit.SECONDS)) {
                    attackers.shutdown();
                    if (!attackers.awaitTermination(30, TimeUnit.SECONDS)) {
                        System.out.println("  NOT ENDED: some attackers had no reply after 30 s");
                        attackers.shutdownNow();
                    }
                }
            }
        }
        String[] kinds = {"read", "write", "health"};
        for (int i = 0; i < kinds.length; i++) {
            print(attack, kinds[i], at(quiet, i), at(busy, i));
        }
        System.out.printf(
                "%-18s aborted within %d ms; server used %.2f cores; statuses",
                "", abortMillis, cores);
        for (int i = 0; i < statuses.length; i++) {
            if (statuses[i].get() > 0) {
                System.out.print(" " + i + "×" + statuses[i]);
            }
        }
        System.out.println();
    }

    private static Latency at(List<List<Latency>> rounds, int kind) {
        return Latency.median(rounds.stream().map(round -> round.get(kind)).toList());
    }

    private static void print(Attack attack, String kind, Latency quiet, Latency busy) {
        System.out.printf(
                "%-18s %-8s %7.2f %7.2f   %7.2f %7.2f %7.1f | %6.1f%n",
                attack.label(),
                kind,
                quiet.p50Millis(),
                quiet.p99Millis(),
                busy.p50Millis(),
                busy.p99Millis(),
                busy.maxMillis(),
                busy.p99Millis() / quiet.p99Millis());
    }

    /** The neighbours alone, for a while: reads, durable writes, and who asks after health. */
    private List<Latency> calm(int seconds) throws InterruptedException {
        var reads = List.of(read(), read());
        var writes = List.of(write("cart-18"), write("cart-19"));
        var health = List.of(new LightLoad("GET", "/health/live", NOTHING));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        var threads = new ArrayList<Thread>();
        for (var loads : List.of(reads, writes, health)) {
            for (var load : loads) {
                threads.add(Thread.ofPlatform().start(() -> load.run(port, until)));
            }
        }
        for (var thread : threads) {
            thread.join();
        }
        for (var loads : List.of(reads, writes, health)) {
            loads.forEach(load -> {
                if (load.failures() > 0) {
                    System.out.println("  FAILED: " + load.failures() + " light requests");
                }
            });
        }
        return List.of(Latency.of(reads), Latency.of(writes), Latency.of(health));
    }

    private static LightLoad read() {
        return new LightLoad("GET", LIGHT + "kv-get/key", NOTHING);
    }

    private static LightLoad write(String object) {
        return new LightLoad(
                "POST", "/o/light/" + object + "/app/kv-put/key", "value".getBytes(UTF_8));
    }

    /** Again and again, for the attacks whose requests end by themselves. */
    private Void attack(Hostile request, long untilNanos, AtomicInteger[] statuses)
            throws IOException {
        try (var connection = new Connection(port)) {
            do {
                statuses[connection.send("POST", request.path(), request.body())].incrementAndGet();
            } while (System.nanoTime() < untilNanos && !request.path().endsWith("/loop"));
        } catch (IOException e) {
            System.out.println("  BROKEN OFF: " + e);
        }
        return null;
    }

    private long abortAll(Attack attack) throws Exception {
        Thread.sleep(600); // past the attackers' last try
        long start = System.nanoTime();
        try (var connection = new Connection(port)) {
            for (var facet :
                    attack.requests().stream().map(FairnessRun::facetPath).distinct().toList()) {
                connection.send("POST", facet + "/abort", NOTHING);
            }
        }
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static String facetPath(Hostile request) {
        return "/v1/namespaces/"
                + Attack.NAMESPACE
                + "/objects/"
                + request.object()
                + "/facets/"
                + request.facet();
    }
}
