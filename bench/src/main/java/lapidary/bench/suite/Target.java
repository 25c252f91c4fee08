package lapidary.bench.suite;

/** What a ratio ought to be. */
public record Target(Sense sense, double value) {
    /** On which side of the value it is met. */
    public enum Sense {
        AT_LEAST,
        AT_MOST
    }

    public static Target atLeast(double value) {
        return new Target(Sense.AT_LEAST, value);
    }

    public static Target atMost(double value) {
        return new Target(Sense.AT_MOST, value);
    }

    public boolean isMetBy(double ratio) {
        return switch (sense) {
            case AT_LEAST -> ratio >= value;
            case AT_MOST -> ratio <= value;
        };
    }
}
