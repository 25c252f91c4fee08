package lapidary.bench.server;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import lapidary.bench.load.Outcome;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Samples;

/** Outcomes of loads as results. */
public final class LoadResults {
    private LoadResults() {}

    /** Requests per second, with the latencies and processors that belong to them. */
    public static Result perSecond(String group, String name, List<Outcome> outcomes) {
        var result = Result.of(group, name, "1/s", samples(outcomes, Outcome::perSecond));
        if (outcomes.getFirst().millis().containsKey("p99")) {
            result =
                    result.with("p50 ms", middle(outcomes, outcome -> outcome.millis("p50")))
                            .with("p99 ms", middle(outcomes, outcome -> outcome.millis("p99")));
        }
        return result.with("server cores", middle(outcomes, Outcome::serverCores))
                .with("generator cores", middle(outcomes, Outcome::generatorCores));
    }

    /** Of the measurement with this name, round by round. */
    public static List<Double> perSecond(Map<String, List<Outcome>> outcomes, String name) {
        return samples(Objects.requireNonNull(outcomes.get(name), name), Outcome::perSecond);
    }

    public static List<Double> samples(List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
        return outcomes.stream().map(value::applyAsDouble).toList();
    }

    /** How long a load is put on a server before it counts. */
    public static Duration warmUp(Options options) {
        return switch (options.effort()) {
            case SHORTEST -> Duration.ZERO;
            case QUICK -> Duration.ofSeconds(1);
            case FULL -> Duration.ofSeconds(10);
        };
    }

    private static String middle(List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
        return String.format(Locale.ROOT, "%.2f", Samples.median(samples(outcomes, value)));
    }
}
