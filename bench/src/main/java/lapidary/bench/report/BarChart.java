package lapidary.bench.report;

import static lapidary.bench.report.Html.escape;
import static lapidary.bench.report.Numbers.pixels;

import java.util.Collections;
import java.util.List;
import lapidary.bench.suite.Result;

/** Medians of one unit side by side, with the least and the greatest sample of each. */
final class BarChart {
    private static final int ROW = 26;
    private static final int NAMES = 350;
    private static final int BARS = 450;
    private static final int NUMBERS = 100;

    private BarChart() {}

    static String of(String unit, List<Result> results) {
        double most =
                results.stream().mapToDouble(r -> Collections.max(r.samples())).max().orElse(1);
        double scale = most > 0 ? BARS / most : 1;
        var svg = new StringBuilder();
        int height = results.size() * ROW + 8;
        svg.append(Svg.open(NAMES + BARS + NUMBERS, height, "medians in " + unit));
        for (int i = 0; i < results.size(); i++) {
            svg.append(row(results.get(i), unit, i * ROW + 4, scale));
        }
        return svg.append("</svg>").toString();
    }

    private static String row(Result result, String unit, int top, double scale) {
        double median = result.median() * scale;
        double least = Collections.min(result.samples()) * scale;
        double greatest = Collections.max(result.samples()) * scale;
        double middle = top + ROW / 2.0;
        return """
        <text x="%d" y="%s" class="name">%s</text>
        <rect x="%d" y="%d" width="%s" height="%d" class="bar"/>
        <path d="M%s %sH%s" class="whisker"/>
        <text x="%s" y="%s" class="number">%s %s</text>
        """
                .formatted(
                        NAMES - 10,
                        pixels(middle + 4),
                        escape(result.name()),
                        NAMES,
                        top + 4,
                        pixels(Math.max(median, 1)),
                        ROW - 8,
                        pixels(NAMES + least),
                        pixels(middle),
                        pixels(NAMES + greatest),
                        pixels(NAMES + greatest + 6),
                        pixels(middle + 4),
                        Numbers.shortest(result.median()),
                        escape(unit));
    }
}
