package lapidary.bench.report;

import static lapidary.bench.report.Html.escape;
import static lapidary.bench.report.Numbers.pixels;

import java.util.List;
import java.util.stream.DoubleStream;
import lapidary.bench.suite.Target;

/**
 * Ratios as bars that begin at 1, on a logarithmic scale, each with a line where it ought to be.
 */
final class RatioChart {
    private static final int ROW = 40;
    private static final int NAMES = 350;
    private static final int BARS = 420;
    private static final int NUMBERS = 130;
    private static final int AXIS = 24;

    private final List<Verdict> verdicts;
    private final double least;
    private final double greatest;

    private RatioChart(List<Verdict> verdicts) {
        this.verdicts = verdicts;
        // Never narrower than from half to double.
        this.least = values().min().orElse(1) / 1.15;
        this.greatest = values().max().orElse(1) * 1.15;
    }

    /** Of at least one. */
    static String of(List<Verdict> verdicts) {
        return new RatioChart(verdicts).svg();
    }

    private DoubleStream values() {
        return DoubleStream.concat(
                DoubleStream.of(0.5, 2),
                verdicts.stream()
                        .flatMapToDouble(verdict ->
                                DoubleStream.concat(
                                        verdict.ratio().samples().stream().mapToDouble(v -> v),
                                        verdict.ratio().target().stream()
                                                .mapToDouble(Target::value))));
    }

    private double x(double ratio) {
        double part = Math.log(ratio / least) / Math.log(greatest / least);
        return NAMES + Math.clamp(part, 0, 1) * BARS;
    }

    private String svg() {
        int height = verdicts.size() * ROW + AXIS;
        var svg = new StringBuilder(Svg.open(NAMES + BARS + NUMBERS, height, "ratios"));
        svg.append("<path d=\"M%s 0V%d\" class=\"axis\"/>".formatted(pixels(x(1)), height - AXIS));
        svg.append(
                "<text x=\"%s\" y=\"%d\" class=\"tick\">1 (equal)</text>\n"
                        .formatted(pixels(x(1)), height - 8));
        for (int i = 0; i < verdicts.size(); i++) {
            svg.append(row(verdicts.get(i), i * ROW));
        }
        return svg.append("</svg>").toString();
    }

    private String row(Verdict verdict, int top) {
        double ratio = verdict.ratio().median();
        double from = Math.min(x(1), x(ratio));
        double to = Math.max(x(1), x(ratio));
        String style = verdict.outcome().isEmpty() ? "untold" : verdict.outcome();
        return """
        <text x="%d" y="%d" class="name">%s</text>
        <text x="%d" y="%d" class="name under">against %s</text>
        <rect x="%s" y="%d" width="%s" height="%d" class="bar %s"/>
        %s<text x="%d" y="%d" class="number">%s× %s</text>
        """
                .formatted(
                        NAMES - 10,
                        top + 16,
                        escape(verdict.name()),
                        NAMES - 10,
                        top + 30,
                        escape(verdict.ratio().against()),
                        pixels(from),
                        top + 9,
                        pixels(Math.max(to - from, 1)),
                        ROW - 18,
                        style,
                        target(verdict, top),
                        NAMES + BARS + 8,
                        top + 24,
                        Numbers.shortest(ratio),
                        escape(verdict.target().isEmpty() ? "" : "(" + verdict.target() + ")"));
    }

    private String target(Verdict verdict, int top) {
        return verdict.ratio()
                .target()
                .map(target ->
                        "<path d=\"M%s %dV%d\" class=\"target\"/>\n"
                                .formatted(pixels(x(target.value())), top + 4, top + ROW - 4))
                .orElse("");
    }
}
