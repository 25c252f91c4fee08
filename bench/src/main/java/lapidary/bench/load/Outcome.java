package lapidary.bench.load;

import java.util.Map;

/**
 * How a load was answered; every reply was a 2xx. Immutable.
 *
 * @param millis latency by percentile: {@code p50 p90 p99 p99.9 max}
 * @param generatorCores how many processors the tool itself kept busy, of those it shares with the
 *     server
 * @param serverCores the same of the server; 0 where it was not looked at
 */
public record Outcome(
        double perSecond, Map<String, Double> millis, double generatorCores, double serverCores) {
    public Outcome {
        millis = Map.copyOf(millis);
    }

    public Outcome withServerCores(double cores) {
        return new Outcome(perSecond, millis, generatorCores, cores);
    }

    /** Of a percentile that {@code millis} has. */
    public double millis(String percentile) {
        Double value = millis.get(percentile);
        if (value == null) {
            throw new IllegalArgumentException("no " + percentile + " in " + millis.keySet());
        }
        return value;
    }
}
