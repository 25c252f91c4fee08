package lapidary.host.storage;

import java.util.ArrayList;
import java.util.List;

/**
 * Lets the process end before one of its steps towards the disk, as far as the disk can tell: that
 * step and all that follow fail, whatever tries to tidy up. To be closed, which is the start of the
 * next process.
 */
public final class Steps implements AutoCloseable {
    /** The process has ended. */
    public static final class Ended extends Error {
        Ended(String step) {
            super("ended before: " + step, null, false, false);
        }
    }

    private final List<String> made = new ArrayList<>();
    private final int last;

    private Steps(int last) {
        this.last = last;
    }

    private Steps heard() {
        DurableFiles.steps = this::before;
        return this;
    }

    /** Only counts. */
    public static Steps counted() {
        return new Steps(Integer.MAX_VALUE).heard();
    }

    /** Ends before step {@code number}, from 0. */
    public static Steps endingBefore(int number) {
        return new Steps(number).heard();
    }

    private synchronized void before(String step) {
        if (made.size() >= last) {
            throw new Ended(step);
        }
        made.add(step);
    }

    public synchronized List<String> made() {
        return List.copyOf(made);
    }

    @Override
    public void close() {
        DurableFiles.steps = StorageSteps.UNHEARD;
    }
}
