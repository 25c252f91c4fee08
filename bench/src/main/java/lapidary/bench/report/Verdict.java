package lapidary.bench.report;

import java.util.List;
import lapidary.bench.suite.Ratio;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Target;

/** A ratio, whose it is, and whether it is what it ought to be. Immutable. */
record Verdict(Result result, Ratio ratio) {
    static List<Verdict> of(Report report) {
        return report.results().stream()
                .flatMap(
                        result -> result.ratios().stream().map(ratio -> new Verdict(result, ratio)))
                .toList();
    }

    String name() {
        return result.name()
                + result.at().stream()
                        .mapToObj(at -> " at " + Numbers.shortest(at))
                        .findFirst()
                        .orElse("");
    }

    /** For people: {@code ≥ 0.60}, or nothing. */
    String target() {
        return ratio.target().map(Verdict::text).orElse("");
    }

    private static String text(Target target) {
        String sign = target.sense() == Target.Sense.AT_LEAST ? "≥ " : "≤ ";
        return sign + Numbers.shortest(target.value());
    }

    /** For people: {@code met}, {@code missed}, or nothing. */
    String outcome() {
        return ratio.target()
                .map(target -> target.isMetBy(ratio.median()) ? "met" : "missed")
                .orElse("");
    }
}
