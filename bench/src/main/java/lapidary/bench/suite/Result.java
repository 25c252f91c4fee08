package lapidary.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Something that was measured, once or several times. Immutable.
 *
 * @param group the heading that it is read under; results of one group and unit share a chart
 * @param name what was measured; within its group only points of one curve have the same name
 * @param unit such as {@code "requests/s"} or {@code "ms"}
 * @param at on a curve, where: how many objects there were
 * @param samples every one, in the order in which they were taken
 * @param ratios to other results of the same run
 * @param options what it was measured with, such as {@code connections → 32}
 */
public record Result(
        String group,
        String name,
        String unit,
        OptionalDouble at,
        List<Double> samples,
        List<Ratio> ratios,
        Map<String, String> options) {
    public Result {
        samples = List.copyOf(samples);
        ratios = List.copyOf(ratios);
        options = Map.copyOf(options);
        Samples.requireSome(samples);
    }

    public static Result of(String group, String name, String unit, List<Double> samples) {
        return new Result(group, name, unit, OptionalDouble.empty(), samples, List.of(), Map.of());
    }

    /** As a point of a curve. */
    public Result at(double x) {
        return new Result(group, name, unit, OptionalDouble.of(x), samples, ratios, options);
    }

    public Result with(Ratio ratio) {
        var more = new ArrayList<>(ratios);
        more.add(ratio);
        return new Result(group, name, unit, at, samples, more, options);
    }

    public Result with(String option, Object value) {
        var more = new TreeMap<>(options);
        more.put(option, value.toString());
        return new Result(group, name, unit, at, samples, ratios, more);
    }

    public double median() {
        return Samples.median(samples);
    }

    /** See {@link Samples#spread}. */
    public double spread() {
        return Samples.spread(samples);
    }
}
