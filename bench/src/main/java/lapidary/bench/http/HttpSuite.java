package lapidary.bench.http;

import java.util.ArrayList;
import java.util.List;
import lapidary.bench.load.Turns;
import lapidary.bench.load.Wrk;
import lapidary.bench.server.ConstantServer;
import lapidary.bench.server.FirstRequests;
import lapidary.bench.server.LapidaryServer;
import lapidary.bench.server.Population;
import lapidary.bench.server.Pressure;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Scratch;
import lapidary.bench.suite.Suite;

/** A server alone: what facets cost above HTTP, durable writes above the disk, first requests. */
public final class HttpSuite implements Suite {
    private static final String GROUP = "First requests";
    private static final String KNOWN = "new object, known code";
    private static final String UNSEEN = "new object, unseen code and its upload";

    @Override
    public String name() {
        return "http";
    }

    @Override
    public String question() {
        return "How fast does a real server answer, next to HTTP alone and to the disk alone?";
    }

    @Override
    public List<Result> run(Options options, Progress progress) throws Exception {
        var results = new ArrayList<Result>();
        try (var scratch = Scratch.in(options.folder())) {
            var pressure = new Pressure(Wrk.find(scratch.path()));
            progress.step("starting a server, and Helidon alone");
            try (var server = LapidaryServer.start(scratch.folder("server")).deployed();
                    var constant = ConstantServer.start(scratch.path())) {
                // First, since the many objects of the others go to sleep meanwhile.
                results.addAll(firstRequests(server, options, progress));
                int many = options.objectsMany();
                progress.step("making %d objects".formatted(many));
                Population.make(
                        server.process().url(), LapidaryServer.objects(many, "inc"), 1, many);
                results.addAll(
                        new Throughput(server, constant, pressure).results(options, progress));
                results.addAll(
                        new DurableWrites(server, pressure, scratch).results(options, progress));
            }
        }
        return results;
    }

    private static List<Result> firstRequests(
            LapidaryServer server, Options options, Progress progress) throws Exception {
        var first = new FirstRequests(server);
        progress.step("warming up: first requests");
        first.warm(options);
        var turns =
                new Turns<FirstRequests.Times>()
                        .add(KNOWN, () -> first.knownCode(options))
                        .add(UNSEEN, () -> first.unseenCode(options));
        var results = new ArrayList<Result>();
        turns.take(options, progress)
                .forEach((name, rounds) ->
                        results.addAll(FirstRequests.results(GROUP, name, rounds, options)));
        return results;
    }
}
