package lapidary.bench.http;

import java.util.ArrayList;
import java.util.List;
import lapidary.bench.load.Load;
import lapidary.bench.load.Outcome;
import lapidary.bench.load.Turns;
import lapidary.bench.server.LapidaryServer;
import lapidary.bench.server.LoadResults;
import lapidary.bench.server.Pressure;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;
import lapidary.bench.suite.Ratio;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Scratch;
import lapidary.bench.suite.Target;

/** How much of what the disk can sync comes out as durable writes of facets. */
final class DurableWrites {
    private static final String GROUP = "Durable writes, next to the disk alone";
    private static final int CONNECTIONS = 128;
    private static final String OVERWRITTEN = "4 KiB overwritten and synced, no server";
    private static final String APPENDED = "4 KiB appended and synced, no server";
    private static final Target OF_DISK = Target.atLeast(0.5);

    private final LapidaryServer server;
    private final Pressure pressure;
    private final Scratch scratch;

    DurableWrites(LapidaryServer server, Pressure pressure, Scratch scratch) {
        this.server = server;
        this.pressure = pressure;
        this.scratch = scratch;
    }

    List<Result> results(Options options, Progress progress) throws Exception {
        int count = options.objectsMany();
        var paths = LapidaryServer.objects(count, "inc");
        var load = new Load(server.process().url(), paths, CONNECTIONS, options.round());
        String writes = "durable write, %d facets".formatted(count);
        progress.step("warming up: " + writes + ", " + CONNECTIONS + " connections");
        pressure.warm(load, LoadResults.warmUp(options));
        try (var files = new SyncedFiles(scratch.folder("synced"), count)) {
            var turns =
                    new Turns<Outcome>()
                            .add(writes, () -> pressure.put(server.process(), load))
                            .add(
                                    OVERWRITTEN,
                                    () -> disk(files, SyncedFiles.Place.OVERWRITTEN, options))
                            .add(APPENDED, () -> disk(files, SyncedFiles.Place.APPENDED, options));
            var outcomes = turns.take(options, progress);
            var results = new ArrayList<Result>();
            outcomes.forEach((name, of) ->
                    results.add(
                            LoadResults.perSecond(GROUP, name, of)
                                    .with("at a time", CONNECTIONS)
                                    .with("files", count)));
            var first = results.getFirst();
            var overwritten = LoadResults.perSecond(outcomes, OVERWRITTEN);
            var appended = LoadResults.perSecond(outcomes, APPENDED);
            results.set(
                    0,
                    first.with(Ratio.of(first.samples(), OVERWRITTEN, overwritten, OF_DISK))
                            .with(Ratio.of(first.samples(), APPENDED, appended, OF_DISK)));
            return results;
        }
    }

    private static Outcome disk(SyncedFiles files, SyncedFiles.Place place, Options options) {
        return files.measure(CONNECTIONS, options.round(), place);
    }
}
