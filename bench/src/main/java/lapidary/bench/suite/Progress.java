package lapidary.bench.suite;

/** Where a suite says what it does now. */
public interface Progress {
    /** One line, said before the step that it names. */
    void step(String what);
}
