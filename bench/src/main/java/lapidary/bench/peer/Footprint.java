package lapidary.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lapidary.bench.load.Paths;
import lapidary.bench.server.LapidaryServer;
import lapidary.bench.server.LiveHeap;
import lapidary.bench.server.Population;
import lapidary.bench.server.ServerProcess;
import lapidary.bench.suite.Effort;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;
import lapidary.bench.suite.Ratio;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Scratch;
import lapidary.bench.suite.Target;

/** What facets take of the memory, in fresh servers that did nothing else. */
final class Footprint {
    private static final String GROUP = "Memory";
    private static final double MIB = 1 << 20;
    private static final double KIB = 1 << 10;
    private static final long HIBERNATE_MILLIS = 25_000;
    private static final Target HALF = Target.atMost(0.5); // without an event for 10 s

    private Footprint() {}

    static List<Result> results(Path program, Scratch scratch, Options options, Progress progress)
            throws Exception {
        int count = options.objectsMany();
        String name = "resident after %d facets, ".formatted(count);
        progress.step("memory: %d facets on workerd".formatted(count));
        Resident theirs;
        try (var peer = WorkerdServer.start(program, scratch.folder("workerd-memory"))) {
            theirs =
                    residentAfter(
                            peer.process(), WorkerdServer.objects(count, "inc"), options, progress);
        }
        progress.step("memory: %d facets on Lapidary".formatted(count));
        var results = new ArrayList<Result>();
        try (var ours = LapidaryServer.start(scratch.folder("memory")).deployed()) {
            ours.caller().get(LapidaryServer.objects(1, "inc").of(count + 1));
            long before = LiveHeap.bytes(ours.process());
            var paths = LapidaryServer.objects(count, "inc");
            var mine = residentAfter(ours.process(), paths, options, progress);
            results.addAll(pair(name, mine.used(), theirs.used()));
            results.addAll(pair(name + "and a rest, ", mine.rested(), theirs.rested()));
            double each = (LiveHeap.bytes(ours.process()) - before) / KIB / count;
            results.add(
                    Result.of(
                            GROUP,
                            "live heap for each idle facet, Lapidary",
                            "KiB",
                            List.of(each)));
        }
        return results;
    }

    /** In MiB, at once and when facets have had the time to hibernate. */
    private record Resident(double used, double rested) {}

    private static List<Result> pair(String name, double mine, double theirs) {
        var ratio = Ratio.of(List.of(mine), PeerSuite.PEER, List.of(theirs), HALF);
        return List.of(
                Result.of(GROUP, name + PeerSuite.OURS, "MiB", List.of(mine)).with(ratio),
                Result.of(GROUP, name + PeerSuite.PEER, "MiB", List.of(theirs)));
    }

    private static Resident residentAfter(
            ServerProcess server, Paths paths, Options options, Progress progress)
            throws IOException, InterruptedException {
        int count = options.objectsMany();
        Population.make(server.url(), paths, 1, count);
        Population.make(server.url(), paths, 1, count);
        double used = server.residentBytes() / MIB;
        if (options.effort() != Effort.SHORTEST) {
            progress.step("memory: waiting until the facets hibernate");
            Thread.sleep(HIBERNATE_MILLIS);
        }
        return new Resident(used, server.residentBytes() / MIB);
    }
}
