package lapidary.bench.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;

/**
 * Measurements that take turns, round by round, so that whatever else the machine does meets all of
 * them alike. Confined to one thread.
 */
public final class Turns<T> {
    /** Takes one measurement. */
    @FunctionalInterface
    public interface Measurement<T> {
        T measure() throws Exception;
    }

    private final Map<String, Measurement<T>> measurements = new LinkedHashMap<>();

    /**
     * One more, after those that are there.
     *
     * @param name which the results are found by, and the progress shows
     */
    public Turns<T> add(String name, Measurement<T> measurement) {
        measurements.put(name, measurement);
        return this;
    }

    /** By name, one for each round. */
    public Map<String, List<T>> take(Options options, Progress progress) throws Exception {
        var taken = new LinkedHashMap<String, List<T>>();
        for (int round = 1; round <= options.rounds(); round++) {
            for (var each : measurements.entrySet()) {
                progress.step(
                        "round %d of %d: %s".formatted(round, options.rounds(), each.getKey()));
                taken.computeIfAbsent(each.getKey(), _ -> new ArrayList<>())
                        .add(each.getValue().measure());
            }
        }
        return taken;
    }
}
