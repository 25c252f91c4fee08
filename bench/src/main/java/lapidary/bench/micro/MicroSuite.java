package lapidary.bench.micro;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import lapidary.bench.suite.Effort;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Suite;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The JMH benchmarks of this package, each in a JVM of its own with this one's options. */
public final class MicroSuite implements Suite {
    static final List<Class<?>> BENCHMARKS =
            List.of(
                    EngineBenchmark.class,
                    HostCallBenchmark.class,
                    FacetBenchmark.class,
                    DatabaseBenchmark.class,
                    EncodingBenchmark.class);
    private static final TimeValue SHORTEST = TimeValue.milliseconds(50);
    private static final TimeValue QUICK = TimeValue.milliseconds(300);
    private static final TimeValue FULL = TimeValue.seconds(1);
    private static final int WARM_ITERATIONS = 5;

    @Override
    public String name() {
        return "micro";
    }

    @Override
    public String question() {
        return "What does each step take, from a module's bytes to a row of its database?";
    }

    @Override
    public List<Result> run(Options options, Progress progress) throws Exception {
        var results = new ArrayList<Result>();
        for (var benchmark : BENCHMARKS) {
            progress.step(benchmark.getSimpleName());
            var jmh = new Runner(options(benchmark, options)).run();
            jmh.stream()
                    .sorted(Comparator.comparing(MicroSuite::label))
                    .forEach(run -> results.add(result(benchmark, run)));
        }
        return results;
    }

    private static org.openjdk.jmh.runner.options.Options options(
            Class<?> benchmark, Options options) {
        boolean isShortest = options.effort() == Effort.SHORTEST;
        var time =
                switch (options.effort()) {
                    case SHORTEST -> SHORTEST;
                    case QUICK -> QUICK;
                    case FULL -> FULL;
                };
        return new OptionsBuilder()
                .include(benchmark.getName().replace(".", "\\."))
                .forks(isShortest ? 0 : 1)
                .warmupIterations(isShortest ? 0 : WARM_ITERATIONS)
                .warmupTime(time)
                .measurementIterations(options.rounds())
                .measurementTime(time)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
    }

    private static Result result(Class<?> benchmark, RunResult run) {
        var samples =
                run.getBenchmarkResults().stream()
                        .flatMap(fork -> fork.getIterationResults().stream())
                        .flatMapToDouble(
                                each -> DoubleStream.of(each.getPrimaryResult().getScore()))
                        .boxed()
                        .collect(Collectors.toList());
        String unit = run.getPrimaryResult().getScoreUnit().replace("/op", "").replace("us", "µs");
        return Result.of(
                benchmark.getSimpleName().replace("Benchmark", ""), label(run), unit, samples);
    }

    private static String label(RunResult run) {
        return run.getPrimaryResult().getLabel();
    }
}
