package lapidary.bench;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.stream.Stream;
import lapidary.bench.suite.Effort;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.SkippedException;
import lapidary.bench.suite.Suite;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the suites from rotting; what they measure here means nothing. */
class SuitesIT {
    @TempDir Path folder;

    static Stream<Suite> suites() {
        return BenchSuites.all().stream();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void every_suite_runs(Suite suite) throws Exception {
        var options = Options.of(Effort.SHORTEST, folder, Path.of("target/peer"));
        try {
            assertFalse(
                    suite.run(options, what -> System.out.println(suite.name() + ": " + what))
                            .isEmpty());
        } catch (SkippedException e) {
            System.out.println(suite.name() + " is skipped: " + e.getMessage());
            abort(String.valueOf(e.getMessage()));
        }
    }
}
