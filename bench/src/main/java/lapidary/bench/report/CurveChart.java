package lapidary.bench.report;

import static lapidary.bench.report.Html.escape;
import static lapidary.bench.report.Numbers.pixels;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lapidary.bench.suite.Result;

/** Medians over how many objects there were: a line for each name, both axes logarithmic. */
final class CurveChart {
    private static final int LEFT = 90;
    private static final int WIDTH = 560;
    private static final int HEIGHT = 230;
    private static final int TOP = 12;
    private static final int BELOW = 40;
    private static final int NAMES = 250;

    private final Map<String, List<Result>> lines;
    private final double xLeast;
    private final double xGreatest;
    private final double yGreatest;

    private CurveChart(List<Result> points) {
        lines =
                points.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Result::name, LinkedHashMap::new, Collectors.toList()));
        xLeast = points.stream().mapToDouble(CurveChart::at).min().orElse(1);
        xGreatest =
                Math.max(points.stream().mapToDouble(CurveChart::at).max().orElse(2), xLeast + 1);
        double most = points.stream().mapToDouble(Result::median).max().orElse(1);
        yGreatest = most > 0 ? most * 1.08 : 1;
    }

    /** Of at least one result, each with its {@code at}. */
    static String of(String unit, List<Result> points) {
        return new CurveChart(points).svg(unit);
    }

    private static double at(Result result) {
        return result.at().orElseThrow();
    }

    private double x(double at) {
        return LEFT + Math.log(at / xLeast) / Math.log(xGreatest / xLeast) * WIDTH;
    }

    private double y(double value) {
        return TOP + HEIGHT - value / yGreatest * HEIGHT;
    }

    private String svg(String unit) {
        int bottom = TOP + HEIGHT;
        var svg =
                new StringBuilder(
                        Svg.open(LEFT + WIDTH + NAMES, bottom + BELOW, "curve in " + unit));
        svg.append(
                "<path d=\"M%d %dV%dH%d\" class=\"axis\"/>"
                        .formatted(LEFT, TOP, bottom, LEFT + WIDTH));
        for (int i = 0; i <= 4; i++) {
            double value = yGreatest / 1.08 * i / 4;
            svg.append(
                    "<text x=\"%d\" y=\"%s\" class=\"name\">%s %s</text>"
                            .formatted(
                                    LEFT - 8,
                                    pixels(y(value) + 4),
                                    Numbers.shortest(value),
                                    escape(unit)));
        }
        lines.values().stream()
                .flatMap(List::stream)
                .mapToDouble(CurveChart::at)
                .distinct()
                .forEach(at ->
                        svg.append(
                                "<text x=\"%s\" y=\"%d\" class=\"tick\">%s</text>"
                                        .formatted(
                                                pixels(x(at)), bottom + 16, Numbers.shortest(at))));
        svg.append(
                "<text x=\"%d\" y=\"%d\" class=\"tick\">objects</text>\n"
                        .formatted(LEFT + WIDTH / 2, bottom + 34));
        int number = 0;
        for (var line : lines.entrySet()) {
            svg.append(line(line.getKey(), line.getValue(), number++));
        }
        return svg.append("</svg>").toString();
    }

    private String line(String name, List<Result> points, int number) {
        String path =
                points.stream()
                        .map(point -> pixels(x(at(point))) + " " + pixels(y(point.median())))
                        .collect(Collectors.joining("L", "M", ""));
        var svg = new StringBuilder("<g class=\"line%d\">".formatted(number % 4));
        svg.append("<path d=\"%s\" class=\"curve\"/>".formatted(path));
        for (var point : points) {
            svg.append(
                    "<circle cx=\"%s\" cy=\"%s\" r=\"3.5\"><title>%s: %s %s</title></circle>"
                            .formatted(
                                    pixels(x(at(point))),
                                    pixels(y(point.median())),
                                    Numbers.shortest(at(point)),
                                    Numbers.shortest(point.median()),
                                    escape(point.unit())));
        }
        return svg.append(
                        "<text x=\"%d\" y=\"%d\" class=\"number\">● %s</text></g>\n"
                                .formatted(LEFT + WIDTH + 16, TOP + 14 + number * 20, escape(name)))
                .toString();
    }
}
