package lapidary.bench.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lapidary.bench.load.Turns;
import lapidary.bench.server.FirstRequests;
import lapidary.bench.server.FirstRequests.Times;
import lapidary.bench.server.LapidaryServer;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;
import lapidary.bench.suite.Ratio;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Target;

/** First requests to either server. */
final class FirstOfBoth {
    private static final String GROUP = "First requests";
    private static final String KNOWN = "new object, known code";
    private static final String UNSEEN = "new object, unseen code";
    private static final Target KNOWN_TARGET = Target.atMost(1 / 5.0);
    private static final Target UNSEEN_TARGET = Target.atMost(5 / 14.5);

    private FirstOfBoth() {}

    static List<Result> results(
            LapidaryServer ours, WorkerdServer peer, Options options, Progress progress)
            throws Exception {
        var first =
                Map.of(
                        PeerSuite.OURS,
                        new FirstRequests(ours),
                        PeerSuite.PEER,
                        new FirstRequests(peer));
        var turns = new Turns<Times>();
        for (var server : List.of(PeerSuite.OURS, PeerSuite.PEER)) {
            var requests = Objects.requireNonNull(first.get(server));
            progress.step("warming up: first requests, " + server);
            requests.warm(options);
            turns.add(named(KNOWN, server), () -> requests.knownCode(options));
            turns.add(named(UNSEEN, server), () -> requests.unseenCode(options));
        }
        var times = turns.take(options, progress);
        var results = new ArrayList<Result>();
        results.addAll(pair(KNOWN, times, KNOWN_TARGET, options));
        results.addAll(pair(UNSEEN, times, UNSEEN_TARGET, options));
        return results;
    }

    /** Ours and the peer's, one percentile after the other, ours with the ratio. */
    private static List<Result> pair(
            String name, Map<String, List<Times>> times, Target target, Options options) {
        var ours = of(name, PeerSuite.OURS, times, options);
        var peer = of(name, PeerSuite.PEER, times, options);
        var results = new ArrayList<Result>();
        for (int i = 0; i < ours.size(); i++) {
            var ratio =
                    Ratio.of(ours.get(i).samples(), PeerSuite.PEER, peer.get(i).samples(), target);
            results.add(ours.get(i).with(ratio));
            results.add(peer.get(i));
        }
        return results;
    }

    private static List<Result> of(
            String name, String server, Map<String, List<Times>> times, Options options) {
        String both = named(name, server);
        return FirstRequests.results(GROUP, both, Objects.requireNonNull(times.get(both)), options);
    }

    private static String named(String name, String server) {
        return name + ", " + server;
    }
}
