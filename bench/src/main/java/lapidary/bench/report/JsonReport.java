package lapidary.bench.report;

import java.util.Map;
import java.util.TreeMap;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Ratio;
import lapidary.bench.suite.Result;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A report as JSON, with every sample. Its fields: bench/README.md. */
public final class JsonReport {
    private static final int FORMAT = 1;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonReport() {}

    public static String of(Report report) {
        var document = JSON.createObjectNode();
        document.put("format", FORMAT);
        document.put("suite", report.suite());
        document.put("question", report.question());
        document.put("startedAt", report.startedAt().toString());
        document.put("seconds", report.took().toMillis() / 1e3);
        strings(document.putObject("machine"), report.machine().facts());
        options(document.putObject("options"), report.options());
        var results = document.putArray("results");
        report.results().forEach(result -> result(results.addObject(), result));
        return JSON.writeValueAsString(document) + "\n";
    }

    private static void options(ObjectNode node, Options options) {
        node.put("effort", options.effort().name());
        node.put("rounds", options.rounds());
        node.put("roundSeconds", options.round().toMillis() / 1e3);
        node.put("objectsMax", options.objectsMax());
    }

    private static void result(ObjectNode node, Result result) {
        node.put("group", result.group());
        node.put("name", result.name());
        node.put("unit", result.unit());
        result.at().ifPresent(at -> node.put("at", at));
        node.put("median", result.median());
        node.put("spread", result.spread());
        numbers(node.putArray("samples"), result.samples());
        var ratios = node.putArray("ratios");
        result.ratios().forEach(ratio -> ratio(ratios.addObject(), ratio));
        strings(node.putObject("options"), new TreeMap<>(result.options()));
    }

    private static void ratio(ObjectNode node, Ratio ratio) {
        node.put("against", ratio.against());
        node.put("median", ratio.median());
        numbers(node.putArray("samples"), ratio.samples());
        ratio.target()
                .ifPresent(target -> {
                    node.put("target", target.sense() + " " + target.value());
                    node.put("met", target.isMetBy(ratio.median()));
                });
    }

    private static void numbers(ArrayNode node, Iterable<Double> numbers) {
        numbers.forEach(node::add);
    }

    private static void strings(ObjectNode node, Map<String, String> strings) {
        strings.forEach(node::put);
    }
}
