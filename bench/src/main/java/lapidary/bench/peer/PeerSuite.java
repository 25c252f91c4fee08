package lapidary.bench.peer;

import java.util.ArrayList;
import java.util.List;
import lapidary.bench.load.Wrk;
import lapidary.bench.server.LapidaryServer;
import lapidary.bench.server.Pressure;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Scratch;
import lapidary.bench.suite.Suite;

/** The same requests to workerd and to Lapidary, in turns. */
public final class PeerSuite implements Suite {
    /** How the peer is called in results. */
    static final String PEER = "workerd";

    /** How this one is. */
    static final String OURS = "Lapidary";

    @Override
    public String name() {
        return "peer";
    }

    @Override
    public String question() {
        return "How does it compare with workerd, doing the same?";
    }

    @Override
    public List<Result> run(Options options, Progress progress) throws Exception {
        var results = new ArrayList<Result>();
        try (var scratch = Scratch.in(options.folder())) {
            var pressure = new Pressure(Wrk.find(scratch.path()));
            var program = Workerd.program(options, progress);
            results.addAll(Footprint.results(program, scratch, options, progress));
            // Servers of their own for each part: what one loaded must not slow the next one.
            try (var ours = LapidaryServer.start(scratch.folder("ours-first")).deployed();
                    var peer = WorkerdServer.start(program, scratch.folder("workerd-first"))) {
                results.addAll(FirstOfBoth.results(ours, peer, options, progress));
            }
            try (var ours = LapidaryServer.start(scratch.folder("ours")).deployed();
                    var peer = WorkerdServer.start(program, scratch.folder("workerd"))) {
                results.addAll(new LoadOnBoth(ours, peer, pressure).results(options, progress));
            }
        }
        return results;
    }
}
