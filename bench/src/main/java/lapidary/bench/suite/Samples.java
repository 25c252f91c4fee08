package lapidary.bench.suite;

import java.util.List;

/** Arithmetic on measured numbers. */
public final class Samples {
    private Samples() {}

    static void requireSome(List<Double> samples) {
        if (samples.isEmpty() || !samples.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("samples are one or more numbers, were " + samples);
        }
    }

    /** The middle one; of an even number the mean of the two in the middle. */
    public static double median(List<Double> samples) {
        var sorted = samples.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * The least sample that so many are not above.
     *
     * @param percent over 0, up to 100
     */
    public static double percentile(List<Double> samples, double percent) {
        var sorted = samples.stream().sorted().toList();
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.clamp(rank - 1, 0, sorted.size() - 1));
    }

    /** Half of the distance from the least to the greatest, as a part of the median. */
    public static double spread(List<Double> samples) {
        var sorted = samples.stream().sorted().toList();
        double median = median(samples);
        return median == 0 ? 0 : (sorted.getLast() - sorted.getFirst()) / 2 / Math.abs(median);
    }
}
