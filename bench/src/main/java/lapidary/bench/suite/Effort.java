package lapidary.bench.suite;

/** How much time may go into being sure. */
public enum Effort {
    /** Each thing is done once, to see that it still works: the build does so. */
    SHORTEST,
    /** All suites together in about two minutes: the order of magnitude. */
    QUICK,
    /** Enough rounds for the ratios to settle. */
    FULL
}
