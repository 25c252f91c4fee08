package lapidary.bench.scale;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import lapidary.bench.load.Load;
import lapidary.bench.load.Outcome;
import lapidary.bench.server.LapidaryServer;
import lapidary.bench.server.LiveHeap;
import lapidary.bench.server.LoadResults;
import lapidary.bench.server.Population;
import lapidary.bench.server.Pressure;
import lapidary.bench.suite.Effort;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;
import lapidary.bench.suite.Ratio;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Scratch;
import lapidary.bench.suite.Target;

/** A server that gets more objects, is measured, and starts again. Confined to one thread. */
final class Growth implements AutoCloseable {
    private static final int CONNECTIONS = 32;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MIB = 1 << 20;
    private static final double READY_SECONDS_MAX = 1;
    private static final int READY_OBJECTS_MAX = 10_000; // for which that is promised

    private final Scratch scratch;
    private final Pressure pressure;
    private LapidaryServer server;
    private int count;

    Growth(Scratch scratch, Pressure pressure) throws IOException {
        this.scratch = scratch;
        this.pressure = pressure;
        this.server = start().deployed();
    }

    private LapidaryServer start() throws IOException {
        return LapidaryServer.start(scratch.folder("server"));
    }

    /** Makes as many objects as are missing, and measures. */
    List<Result> to(int objects, Options options, Progress progress) throws Exception {
        var results = new ArrayList<Result>();
        progress.step("%d objects: making them".formatted(objects));
        results.add(made(objects));
        results.addAll(asked(options, progress));
        progress.step("%d objects: memory and files".formatted(objects));
        results.addAll(held());
        results.add(started(options, progress));
        return results.stream().map(result -> result.at(objects)).toList();
    }

    private Result made(int objects) throws IOException, InterruptedException {
        long start = System.nanoTime();
        var paths = LapidaryServer.objects(objects, "inc");
        Population.make(server.process().url(), paths, count + 1, objects);
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        double perSecond = (objects - count) / seconds;
        count = objects;
        return Result.of("Objects made a second", "first durable write", "1/s", List.of(perSecond));
    }

    private List<Result> asked(Options options, Progress progress) throws Exception {
        int rounds = rounds(options);
        var results = new ArrayList<Result>();
        for (var operation : List.of("get", "inc")) {
            var paths = LapidaryServer.objects(count, operation);
            var load = new Load(server.process().url(), paths, CONNECTIONS, options.round());
            pressure.warm(load, LoadResults.warmUp(options));
            var outcomes = new ArrayList<Outcome>();
            for (int round = 1; round <= rounds; round++) {
                progress.step(
                        "%d objects, round %d of %d: %s"
                                .formatted(count, round, rounds, operation));
                outcomes.add(pressure.put(server.process(), load));
            }
            String name = operation.equals("get") ? "SQL read" : "durable write";
            results.add(
                    LoadResults.perSecond("Requests a second, any object", name, outcomes)
                            .with("connections", CONNECTIONS)
                            .with("generator", pressure.generator()));
        }
        return results;
    }

    private List<Result> held() throws IOException, InterruptedException {
        double files = server.process().openFiles();
        double resident = server.process().residentBytes() / MIB;
        double heap = LiveHeap.bytes(server.process()) / MIB;
        return List.of(
                Result.of("Memory", "resident", "MiB", List.of(resident)),
                Result.of("Memory", "live heap", "MiB", List.of(heap)),
                Result.of("Open files", "files and sockets", "files", List.of(files)));
    }

    /** From the start of its process until it listens, again and again. */
    private Result started(Options options, Progress progress) throws IOException {
        int rounds = rounds(options);
        var seconds = new ArrayList<Double>();
        for (int round = 1; round <= rounds; round++) {
            progress.step("%d objects: start %d of %d".formatted(count, round, rounds));
            server.close();
            long start = System.nanoTime();
            server = start();
            seconds.add((System.nanoTime() - start) / NANOS_PER_SECOND);
        }
        var result = Result.of("Start", "until it listens", "s", seconds);
        if (count > READY_OBJECTS_MAX) {
            return result;
        }
        var promised = Collections.nCopies(seconds.size(), READY_SECONDS_MAX);
        return result.with(Ratio.of(seconds, "one second", promised, Target.atMost(1)));
    }

    /** Nothing takes turns here; more than once is for the spread. */
    private static int rounds(Options options) {
        return options.effort() == Effort.FULL ? options.rounds() : 1;
    }

    @Override
    public void close() {
        server.close();
    }
}
