package lapidary.bench.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lapidary.bench.load.Load;
import lapidary.bench.load.Outcome;
import lapidary.bench.load.Turns;
import lapidary.bench.server.LapidaryServer;
import lapidary.bench.server.LoadResults;
import lapidary.bench.server.Population;
import lapidary.bench.server.Pressure;
import lapidary.bench.suite.Effort;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;
import lapidary.bench.suite.Ratio;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Samples;
import lapidary.bench.suite.Target;

/**
 * Load on either server: as much as it takes, then as much on both as is half of the peer's most.
 */
final class LoadOnBoth {
    private static final int CONNECTIONS = 32;
    private static final int CONNECTIONS_PACED = 64;
    private static final double PACE = 0.5;
    private static final double TIMES_ONE_FACET = 10;
    private static final double TIMES_READ_MANY = 7;
    private static final double TIMES_WRITE_MANY = 6;
    private static final Target A_THIRD = Target.atMost(1 / 3.0);
    private static final List<String> PERCENTILES = List.of("p50", "p99", "p99.9");

    private final LapidaryServer ours;
    private final WorkerdServer peer;
    private final Pressure pressure;

    LoadOnBoth(LapidaryServer ours, WorkerdServer peer, Pressure pressure) {
        this.ours = ours;
        this.peer = peer;
        this.pressure = pressure;
    }

    List<Result> results(Options options, Progress progress) throws Exception {
        int many = options.objectsMany();
        progress.step("making %d objects on both".formatted(many));
        Population.make(ours.process().url(), LapidaryServer.objects(many, "inc"), 1, many);
        Population.make(peer.process().url(), WorkerdServer.objects(many, "inc"), 1, many);
        var results = new ArrayList<Result>();
        for (var work : works(options)) {
            var most = most(work, options, progress);
            results.addAll(most);
            results.addAll(paced(work, most.getLast().median() * PACE, options, progress));
        }
        return results;
    }

    private static List<Work> works(Options options) {
        int many = options.objectsMany();
        var works =
                List.of(
                        new Work("get", 1),
                        new Work("inc", many),
                        new Work("get", many),
                        new Work("inc", 1));
        return options.effort() == Effort.FULL ? works : works.subList(0, 2);
    }

    private List<Result> most(Work work, Options options, Progress progress) throws Exception {
        var loads = loads(work, CONNECTIONS, 0, options);
        for (var each : loads.entrySet()) {
            progress.step("warming up: " + work.name() + ", " + each.getKey());
            pressure.warm(each.getValue(), LoadResults.warmUp(options));
        }
        var outcomes = take(work.name(), loads, options, progress);
        var results = new ArrayList<Result>();
        outcomes.forEach((server, of) ->
                results.add(
                        LoadResults.perSecond("Requests a second", named(work, server), of)
                                .with("connections", CONNECTIONS)
                                .with("generator", pressure.generator())));
        var first = results.getFirst();
        var those = results.getLast().samples();
        results.set(0, first.with(Ratio.of(first.samples(), PeerSuite.PEER, those, work.target())));
        return results;
    }

    private List<Result> paced(Work work, double perSecond, Options options, Progress progress)
            throws Exception {
        String name = "%s at %.0f/s".formatted(work.name(), perSecond);
        var outcomes =
                take(name, loads(work, CONNECTIONS_PACED, perSecond, options), options, progress);
        var results = new ArrayList<Result>();
        for (var percentile : PERCENTILES) {
            var those = millis(outcomes, PeerSuite.PEER, percentile);
            var these = millis(outcomes, PeerSuite.OURS, percentile);
            var ratio =
                    percentile.equals("p99")
                            ? Ratio.of(these, PeerSuite.PEER, those, A_THIRD)
                            : Ratio.of(these, PeerSuite.PEER, those);
            results.add(latency(work, percentile, PeerSuite.OURS, outcomes, perSecond).with(ratio));
            results.add(latency(work, percentile, PeerSuite.PEER, outcomes, perSecond));
        }
        return results;
    }

    private Map<String, List<Outcome>> take(
            String name, Map<String, Load> loads, Options options, Progress progress)
            throws Exception {
        var turns = new Turns<Outcome>();
        for (var server : List.of(PeerSuite.OURS, PeerSuite.PEER)) {
            var load = Objects.requireNonNull(loads.get(server));
            var process = server.equals(PeerSuite.OURS) ? ours.process() : peer.process();
            turns.add(server, () -> pressure.put(process, load));
        }
        return turns.take(options, what -> progress.step(name + ", " + what));
    }

    private Map<String, Load> loads(Work work, int connections, double perSecond, Options options) {
        var time = options.round();
        var mine =
                work.objects() == 1
                        ? LapidaryServer.one(work.operation())
                        : LapidaryServer.objects(work.objects(), work.operation());
        var theirs =
                work.objects() == 1
                        ? WorkerdServer.one(work.operation())
                        : WorkerdServer.objects(work.objects(), work.operation());
        return Map.of(
                PeerSuite.OURS,
                new Load(ours.process().url(), mine, connections, time, perSecond),
                PeerSuite.PEER,
                new Load(peer.process().url(), theirs, connections, time, perSecond));
    }

    private static Result latency(
            Work work,
            String percentile,
            String server,
            Map<String, List<Outcome>> outcomes,
            double perSecond) {
        var of = Objects.requireNonNull(outcomes.get(server));
        double reached = Samples.median(LoadResults.samples(of, Outcome::perSecond));
        return Result.of(
                        "Latency at half of what workerd takes",
                        percentile + ", " + named(work, server),
                        "ms",
                        millis(outcomes, server, percentile))
                .with("connections", CONNECTIONS_PACED)
                .with("asked for 1/s", "%.0f".formatted(perSecond))
                .with("reached 1/s", "%.0f".formatted(reached));
    }

    private static List<Double> millis(
            Map<String, List<Outcome>> outcomes, String server, String percentile) {
        return LoadResults.samples(
                Objects.requireNonNull(outcomes.get(server)),
                outcome -> outcome.millis(percentile));
    }

    private static String named(Work work, String server) {
        return work.name() + ", " + server;
    }

    /** What is asked of how many objects. */
    private record Work(String operation, int objects) {
        Target target() {
            double many = operation.equals("get") ? TIMES_READ_MANY : TIMES_WRITE_MANY;
            return Target.atLeast(objects == 1 ? TIMES_ONE_FACET : many);
        }

        String name() {
            String what = operation.equals("get") ? "SQL read" : "durable write";
            return objects == 1 ? what + ", 1 facet" : "%s, %d facets".formatted(what, objects);
        }
    }
}
