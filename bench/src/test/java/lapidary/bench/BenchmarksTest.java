package lapidary.bench;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Keeps the benchmarks from rotting; what they measure here means nothing. */
class BenchmarksTest {
    @Test
    void every_benchmark_runs() throws RunnerException {
        var options =
                new OptionsBuilder()
                        .include("lapidary\\.bench\\..*")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(50))
                        .shouldFailOnError(true)
                        .build();
        assertFalse(new Runner(options).run().isEmpty());
    }
}
