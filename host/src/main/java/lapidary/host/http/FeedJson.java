package lapidary.host.http;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lapidary.host.feed.FeedEntry;
import lapidary.host.usage.Measure;
import lapidary.host.usage.Receipt;

/** What listeners are told, as JSON. Stateless. */
final class FeedJson {
    private static final List<String> LEVELS =
            List.of("trace", "debug", "info", "warning", "error");

    private FeedJson() {}

    /** The type of the server-sent event. */
    static String event(FeedEntry entry) {
        return switch (entry) {
            case FeedEntry.Line _ -> "log";
            case FeedEntry.Ended _ -> "receipt";
            case FeedEntry.Lost _ -> "lost";
        };
    }

    static Map<String, Object> document(FeedEntry entry) {
        return switch (entry) {
            case FeedEntry.Line line -> line(line);
            case FeedEntry.Ended(var receipt) -> receipt(receipt);
            case FeedEntry.Lost(long count) -> Map.of("lost", count);
        };
    }

    private static Map<String, Object> line(FeedEntry.Line line) {
        var json = new LinkedHashMap<String, Object>();
        json.put("time", Instant.ofEpochMilli(line.millis()).toString());
        json.put("requestId", line.requestId());
        json.put("namespace", line.namespace());
        json.put("object", line.object());
        json.put("facet", line.facet());
        json.put("level", LEVELS.get(line.level()));
        json.put("text", line.text());
        return json;
    }

    private static Map<String, Object> receipt(Receipt receipt) {
        var json = new LinkedHashMap<String, Object>();
        json.put("time", Instant.ofEpochMilli(receipt.startMillis()).toString());
        json.put("requestId", receipt.requestId());
        json.put("namespace", receipt.namespace());
        json.put("object", receipt.object());
        json.put("facet", receipt.facet());
        json.put("module", receipt.module());
        json.put("kind", receipt.kind().label());
        json.put("outcome", receipt.end().label());
        if (!receipt.reason().isEmpty()) {
            json.put("reason", receipt.reason());
        }
        json.put("durationMicros", receipt.durationNanos() / 1_000);
        json.put("fuel", fuel(receipt));
        for (var measure :
                List.of(
                        Measure.SQL_STEPS,
                        Measure.ROWS_READ,
                        Measure.ROWS_WRITTEN,
                        Measure.BYTES_IN,
                        Measure.BYTES_OUT)) {
            json.put(measure.label(), receipt.counts().get(measure));
        }
        json.put("storedBytes", receipt.storedBytes());
        json.put("calls", receipt.calls().stream().map(FeedJson::receipt).toList());
        return json;
    }

    private static Map<String, Object> fuel(Receipt receipt) {
        var counts = receipt.counts();
        var json = new LinkedHashMap<String, Object>();
        json.put("wasm", receipt.wasmFuel());
        json.put("host", counts.get(Measure.HOST_FUEL));
        json.put("sql", counts.get(Measure.SQL_FUEL));
        json.put("called", receipt.calledFuel());
        json.put("total", counts.get(Measure.FUEL) + receipt.calledFuel());
        return json;
    }
}
