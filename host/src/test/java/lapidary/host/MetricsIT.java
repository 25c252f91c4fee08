package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Numbers about the host, as Prometheus reads them. */
class MetricsIT extends WithProbe {
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_]+(?:\\{(?:[a-z]+=\"[a-z_]+\",?)+})?) (-?[0-9.E]+)");

    private static Map<String, Double> metrics() {
        var reply = server.get("/metrics").isOk();
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                reply.header("Content-Type").orElse(""));
        var samples = new TreeMap<String, Double>();
        for (String line : reply.body().lines().toList()) {
            if (line.startsWith("# ")) {
                continue;
            }
            var matcher = SAMPLE.matcher(line);
            assertTrue(matcher.matches(), line);
            samples.put(matcher.group(1), Double.parseDouble(matcher.group(2)));
        }
        return samples;
    }

    @Test
    void events_are_counted_by_kind_and_end() {
        String fetched = "lapidary_events_total{kind=\"fetch\",end=\"committed\"}";
        String trapped = "lapidary_events_total{kind=\"fetch\",end=\"trapped\"}";
        String woke = "lapidary_events_total{kind=\"wake\",end=\"committed\"}";
        String wasm = "lapidary_fuel_units_total{by=\"wasm\"}";
        var before = metrics();
        server.probe("metered", "kv-put/key", "value").isOk();
        server.probe("metered", "put-then-trap/", "");
        var after = metrics();
        assertEquals(before.get(fetched) + 1, after.get(fetched));
        assertEquals(before.get(trapped) + 1, after.get(trapped));
        assertEquals(before.get(woke) + 1, after.get(woke));
        assertTrue(after.get(wasm) > before.get(wasm));
        assertEquals(
                before.get("lapidary_rows_written_total") + 2,
                after.get("lapidary_rows_written_total"));
        assertTrue(after.get("lapidary_syncs_total") > before.get("lapidary_syncs_total"));
        assertTrue(after.get("lapidary_databases_open") >= 1);
        assertTrue(after.get("lapidary_jvm_heap_used_bytes") > 0);
    }

    @Test
    void no_name_of_a_strangers_comes_into_them_however_many_there_are() {
        int before = metrics().size();
        for (int i = 0; i < 20; i++) {
            server.probe("stranger-" + i, "kv-get/absent", "");
        }
        assertEquals(before, metrics().size());
    }

    @Test
    void each_is_in_the_operators_page() throws Exception {
        String page = Files.readString(Path.of("../docs/operations.md"));
        for (String name : metrics().keySet()) {
            String family = name.replaceAll("\\{.*", "");
            assertTrue(page.contains("`" + family + "`"), family);
        }
    }

    @Test
    void nothing_else_is_there() {
        server.get("/metrics/more").isProblem(404, "ROUTE_NOT_FOUND");
        server.post("/metrics", "").isProblem(405, "METHOD_NOT_ALLOWED");
    }
}
