package lapidary.bench.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Result;

/**
 * One suite, run. Immutable.
 *
 * @param suite its name
 */
public record Report(
        String suite,
        String question,
        Machine machine,
        Options options,
        Instant startedAt,
        Duration took,
        List<Result> results) {
    public Report {
        results = List.copyOf(results);
    }

    /** Results by their group, both in their order. */
    Map<String, List<Result>> groups() {
        var groups = new LinkedHashMap<String, List<Result>>();
        results.forEach(result ->
                groups.computeIfAbsent(result.group(), _ -> new ArrayList<>()).add(result));
        return groups;
    }
}
