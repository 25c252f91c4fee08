package lapidary.bench.kernels;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import lapidary.bench.suite.Effort;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;
import lapidary.bench.suite.Ratio;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Scratch;
import lapidary.bench.suite.Suite;
import lapidary.bench.suite.Target;

/**
 * Work for the processor, each kernel metered as guests are, unmetered by the same engine, and
 * unmetered on V8, in turns. All kernels share one process of each kind, as modules of strangers
 * share a host, and have run a few times in it before it counts.
 */
public final class KernelsSuite implements Suite {
    private static final Target MEAN_TO_V8 = Target.atMost(1.4);
    private static final Target WORST_TO_V8 = Target.atMost(2.5);
    private static final Target MEAN_OF_METERING = Target.atMost(1.15);
    private static final Target WORST_OF_METERING = Target.atMost(1.6);
    private static final int WARM_ROUNDS = 6;

    /** The times of one kernel, one for each round and runner. */
    private static final class Times {
        private final List<Double> metered = new ArrayList<>();
        private final List<Double> unmetered = new ArrayList<>();
        private final List<Double> v8 = new ArrayList<>();

        Ratio toV8() {
            return Ratio.of(metered, "V8", v8);
        }

        Ratio ofMetering() {
            return Ratio.of(metered, "unmetered", unmetered);
        }
    }

    @Override
    public String name() {
        return "kernels";
    }

    @Override
    public String question() {
        return "How fast is a guest's own code beside V8, and what does metering cost?";
    }

    @Override
    public List<Result> run(Options options, Progress progress) throws Exception {
        try (var scratch = Scratch.in(options.folder());
                var v8 = Node.start(scratch.path());
                var metered = KernelProcess.start(KernelProcess.Way.METERED);
                var unmetered = KernelProcess.start(KernelProcess.Way.UNMETERED)) {
            int warm = options.effort() == Effort.SHORTEST ? 0 : WARM_ROUNDS;
            Map<Kernel, Times> all = new LinkedHashMap<>();
            for (var kernel : Kernel.all()) {
                progress.step(kernel.name());
                var times = new Times();
                for (int round = -warm; round < options.rounds(); round++) {
                    var runs = List.of(metered.run(kernel), unmetered.run(kernel), v8.run(kernel));
                    kernel.requireChecksum(runs);
                    if (round >= 0) {
                        times.metered.add(runs.get(0).millis());
                        times.unmetered.add(runs.get(1).millis());
                        times.v8.add(runs.get(2).millis());
                    }
                }
                all.put(kernel, times);
            }
            return results(all, options.rounds());
        }
    }

    private static List<Result> results(Map<Kernel, Times> all, int rounds) {
        var results = new ArrayList<Result>();
        results.add(
                summary("geometric mean", rounds, all, KernelsSuite::mean)
                        .with(ratio("V8", rounds, all, Times::toV8, KernelsSuite::mean, MEAN_TO_V8))
                        .with(
                                ratio(
                                        "unmetered",
                                        rounds,
                                        all,
                                        Times::ofMetering,
                                        KernelsSuite::mean,
                                        MEAN_OF_METERING)));
        results.add(
                summary("slowest beside another", rounds, all, KernelsSuite::greatest)
                        .with(worst("V8", all, Times::toV8, WORST_TO_V8))
                        .with(worst("unmetered", all, Times::ofMetering, WORST_OF_METERING)));
        all.forEach((kernel, times) ->
                results.add(
                        Result.of("Kernels", kernel.name(), "ms", times.metered)
                                .with(times.toV8())
                                .with(times.ofMetering())));
        return results;
    }

    private interface Comparison {
        Ratio of(Times times);
    }

    private static Result summary(
            String name, int rounds, Map<Kernel, Times> all, ToDoubleFunction<List<Double>> how) {
        return Result.of(
                "All kernels",
                name,
                "ms",
                IntStream.range(0, rounds)
                        .mapToObj(round ->
                                how.applyAsDouble(
                                        all.values().stream()
                                                .map(times -> times.metered.get(round))
                                                .toList()))
                        .toList());
    }

    private static Ratio ratio(
            String against,
            int rounds,
            Map<Kernel, Times> all,
            Comparison comparison,
            ToDoubleFunction<List<Double>> how,
            Target target) {
        var samples =
                IntStream.range(0, rounds)
                        .mapToObj(round ->
                                how.applyAsDouble(
                                        all.values().stream()
                                                .map(times ->
                                                        comparison.of(times).samples().get(round))
                                                .toList()))
                        .toList();
        return new Ratio(against, samples, Optional.of(target));
    }

    /** The kernel whose median ratio is the greatest. */
    private static Ratio worst(
            String against, Map<Kernel, Times> all, Comparison comparison, Target target) {
        Ratio worst = null;
        for (var times : all.values()) {
            Ratio ratio = comparison.of(times);
            if (worst == null || ratio.median() > worst.median()) {
                worst = ratio;
            }
        }
        return new Ratio(against, Objects.requireNonNull(worst).samples(), Optional.of(target));
    }

    private static double mean(List<Double> numbers) {
        return Math.exp(numbers.stream().mapToDouble(Math::log).average().orElseThrow());
    }

    private static double greatest(List<Double> numbers) {
        return numbers.stream().mapToDouble(number -> number).max().orElseThrow();
    }
}
