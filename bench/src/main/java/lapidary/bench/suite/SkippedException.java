package lapidary.bench.suite;

/** A suite cannot run on this machine. Its message says what is missing, and how to get it. */
public final class SkippedException extends Exception {
    public SkippedException(String message) {
        super(message);
    }
}
