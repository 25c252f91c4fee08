package lapidary.bench;

import java.util.List;
import lapidary.bench.http.HttpSuite;
import lapidary.bench.peer.PeerSuite;
import lapidary.bench.scale.ScaleSuite;
import lapidary.bench.suite.Suite;

/** All suites, in the order in which {@code all} runs them. */
final class BenchSuites {
    private BenchSuites() {}

    static List<Suite> all() {
        return List.of(new HttpSuite(), new PeerSuite(), new ScaleSuite());
    }
}
