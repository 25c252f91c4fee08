package lapidary.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A report as lines for a terminal. */
public final class TextTable {
    private static final List<String> HEAD =
            List.of("", "median", "", "spread", "ratio", "against", "target", "");

    private TextTable() {}

    public static String of(Report report) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        report.groups()
                .forEach((group, results) -> {
                    rows.add(List.of(group));
                    results.forEach(result -> {
                        String name = "  " + result.name() + at(result);
                        String median = Numbers.shortest(result.median());
                        var first =
                                List.of(
                                        name,
                                        median,
                                        result.unit(),
                                        Numbers.percent(result.spread()));
                        var verdicts =
                                result.ratios().stream()
                                        .map(ratio -> new Verdict(result, ratio))
                                        .toList();
                        rows.add(verdicts.isEmpty() ? first : join(first, verdicts.getFirst()));
                        verdicts.stream()
                                .skip(1)
                                .forEach(more -> rows.add(join(List.of("", "", "", ""), more)));
                    });
                });
        return "%s: %s%n%n%s".formatted(report.suite(), report.question(), aligned(rows));
    }

    private static String at(lapidary.bench.suite.Result result) {
        return result.at().stream()
                .mapToObj(at -> " at " + Numbers.shortest(at))
                .findFirst()
                .orElse("");
    }

    private static List<String> join(List<String> first, Verdict verdict) {
        var row = new ArrayList<>(first);
        row.add(Numbers.shortest(verdict.ratio().median()));
        row.add(verdict.ratio().against());
        row.add(verdict.target());
        row.add(verdict.outcome());
        return row;
    }

    private static String aligned(List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        for (var row : rows) {
            for (int i = 0; row.size() > 1 && i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String pad = " ".repeat(Math.max(0, widths[i] - row.get(i).length()));
                boolean isNumber = i == 1 || i == 4;
                line.append(isNumber ? pad + row.get(i) : row.get(i) + pad).append("  ");
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
