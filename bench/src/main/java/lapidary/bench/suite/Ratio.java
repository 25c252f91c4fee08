package lapidary.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A result divided by another one of the same run. Immutable.
 *
 * @param against what it was divided by, such as {@code "workerd"}
 * @param samples one for each round, each of two measurements that followed one another
 */
public record Ratio(String against, List<Double> samples, Optional<Target> target) {
    public Ratio {
        samples = List.copyOf(samples);
        Samples.requireSome(samples);
    }

    /** Round by round; the two lists are as long as one another. */
    public static Ratio of(List<Double> these, String against, List<Double> those, Target target) {
        return new Ratio(against, quotients(these, those), Optional.of(target));
    }

    /** A ratio that nobody has promised anything about. */
    public static Ratio of(List<Double> these, String against, List<Double> those) {
        return new Ratio(against, quotients(these, those), Optional.empty());
    }

    public double median() {
        return Samples.median(samples);
    }

    private static List<Double> quotients(List<Double> these, List<Double> those) {
        if (these.size() != those.size()) {
            throw new IllegalArgumentException(
                    these.size() + " rounds against " + those.size() + " rounds");
        }
        var quotients = new ArrayList<Double>();
        for (int i = 0; i < these.size(); i++) {
            quotients.add(these.get(i) / those.get(i));
        }
        return quotients;
    }
}
