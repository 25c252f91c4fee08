package lapidary.bench.report;

import static lapidary.bench.report.Html.escape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import lapidary.bench.suite.Result;

/** Reports as one page that needs nothing else: no script, no picture, no style from elsewhere. */
public final class HtmlReport {
    private HtmlReport() {}

    /** Of at least one. */
    public static String of(List<Report> reports) {
        var html = new StringBuilder();
        var first = reports.getFirst();
        html.append(
                """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>Lapidary: %s</title>
                <style>
                %s</style>
                </head>
                <body>
                <h1>Lapidary, measured</h1>
                <p>%s, %s. Ratios are of one run, in which what is compared took turns; each is the median of its rounds. The load generator shares the machine's processors.</p>
                """
                        .formatted(
                                escape(names(reports)),
                                resource("report.css"),
                                escape(first.startedAt().toString()),
                                escape(
                                        first.options()
                                                .effort()
                                                .name()
                                                .toLowerCase(java.util.Locale.ROOT))));
        html.append(facts(first));
        reports.forEach(report -> html.append(section(report)));
        return html.append("</body>\n</html>\n").toString();
    }

    private static String names(List<Report> reports) {
        return reports.stream().map(Report::suite).collect(Collectors.joining(", "));
    }

    private static String facts(Report report) {
        return report.machine().facts().entrySet().stream()
                .map(fact ->
                        "<tr><th>%s</th><td>%s</td></tr>\n"
                                .formatted(escape(fact.getKey()), escape(fact.getValue())))
                .collect(Collectors.joining("", "<table class=\"facts\">\n", "</table>\n"));
    }

    private static String section(Report report) {
        var html = new StringBuilder();
        html.append(
                "<h2>%s</h2>\n<p>%s <small>%d s, %d rounds</small></p>\n"
                        .formatted(
                                escape(report.suite()),
                                escape(report.question()),
                                report.took().toSeconds(),
                                report.options().rounds()));
        var verdicts = Verdict.of(report);
        if (!verdicts.isEmpty()) {
            html.append("<h3>Ratios, and what they ought to be</h3>\n<div class=\"chart\">");
            html.append(RatioChart.of(verdicts)).append("</div>\n");
        }
        report.groups().forEach((group, results) -> html.append(group(group, results)));
        return html.toString();
    }

    private static String group(String group, List<Result> results) {
        var html = new StringBuilder("<h3>%s</h3>\n".formatted(escape(group)));
        results.stream()
                .collect(
                        Collectors.groupingBy(
                                Result::unit, LinkedHashMap::new, Collectors.toList()))
                .forEach((unit, of) ->
                        html.append("<div class=\"chart\">%s</div>\n".formatted(chart(unit, of))));
        return html.append(table(results)).toString();
    }

    private static String chart(String unit, List<Result> results) {
        return results.stream().allMatch(result -> result.at().isPresent())
                ? CurveChart.of(unit, results)
                : BarChart.of(unit, results);
    }

    private static String table(List<Result> results) {
        String head =
                "<tr><th></th><th>median</th><th></th><th>spread</th><th>ratio</th><th>target</th>"
                        + "<th>measured with</th></tr>\n";
        return results.stream()
                .map(HtmlReport::row)
                .collect(Collectors.joining("", "<table>\n" + head, "</table>\n"));
    }

    private static String row(Result result) {
        var verdicts = result.ratios().stream().map(ratio -> new Verdict(result, ratio)).toList();
        String name =
                result.at().isPresent()
                        ? result.name() + " at " + Numbers.shortest(result.at().getAsDouble())
                        : result.name();
        return "<tr><td>%s</td><td class=\"n\">%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td><small>%s</small></td></tr>\n"
                .formatted(
                        escape(name),
                        Numbers.shortest(result.median()),
                        escape(result.unit()),
                        Numbers.percent(result.spread()),
                        lines(
                                verdicts,
                                v ->
                                        escape(
                                                Numbers.shortest(v.ratio().median())
                                                        + "× "
                                                        + v.ratio().against())),
                        lines(
                                verdicts,
                                v ->
                                        "<span class=\"%s\">%s</span>"
                                                .formatted(
                                                        v.outcome(),
                                                        escape(v.target() + " " + v.outcome()))),
                        escape(options(result.options())));
    }

    private static String lines(List<Verdict> verdicts, Function<Verdict, String> line) {
        return verdicts.stream().map(line).collect(Collectors.joining("<br>"));
    }

    private static String options(Map<String, String> options) {
        return new TreeMap<>(options)
                .entrySet().stream()
                        .map(option -> option.getKey() + " " + option.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
