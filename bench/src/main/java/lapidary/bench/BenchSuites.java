package lapidary.bench;

import java.util.List;
import lapidary.bench.http.HttpSuite;
import lapidary.bench.kernels.KernelsSuite;
import lapidary.bench.micro.MicroSuite;
import lapidary.bench.peer.PeerSuite;
import lapidary.bench.scale.ScaleSuite;
import lapidary.bench.suite.Suite;

/** All suites, in the order in which {@code all} runs them. */
final class BenchSuites {
    private BenchSuites() {}

    static List<Suite> all() {
        return List.of(
                new MicroSuite(),
                new KernelsSuite(),
                new HttpSuite(),
                new PeerSuite(),
                new ScaleSuite());
    }
}
