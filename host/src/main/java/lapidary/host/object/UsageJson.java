package lapidary.host.object;

import static lapidary.host.usage.Measure.BYTES_IN;
import static lapidary.host.usage.Measure.BYTES_OUT;
import static lapidary.host.usage.Measure.EVENTS;
import static lapidary.host.usage.Measure.FAILURES;
import static lapidary.host.usage.Measure.FUEL;
import static lapidary.host.usage.Measure.ROWS_READ;
import static lapidary.host.usage.Measure.ROWS_WRITTEN;
import static lapidary.host.usage.Measure.SQL_STEPS;

import java.util.LinkedHashMap;
import java.util.List;
import lapidary.host.json.Json;
import lapidary.host.usage.Measure;
import lapidary.host.usage.TotalUsage;

/** What {@code supervisor_facets.usage} answers. Stateless. */
final class UsageJson {
    private static final List<Measure> BEFORE_STORED =
            List.of(EVENTS, FAILURES, FUEL, SQL_STEPS, ROWS_READ, ROWS_WRITTEN);

    private static final List<Measure> AFTER_STORED = List.of(BYTES_IN, BYTES_OUT);

    private UsageJson() {}

    static byte[] bytes(TotalUsage usage) {
        var json = new LinkedHashMap<String, Long>();
        BEFORE_STORED.forEach(measure -> json.put(measure.label(), usage.counts().get(measure)));
        json.put("storedBytes", usage.storedBytes());
        AFTER_STORED.forEach(measure -> json.put(measure.label(), usage.counts().get(measure)));
        json.put("since", usage.sinceMillis());
        return Json.bytes(json);
    }
}
