package lapidary.host.facet;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Runs what one guest asks of another on a stack of its own: a guest may fill most of a thread's,
 * and how deep it may call is not to depend on who called it. Stateless.
 */
public final class OwnStack {
    private OwnStack() {}

    /**
     * Returns, or throws, what {@code work} does, once that is over. An interrupt ends nothing:
     * whoever aborts the event does, wherever it is.
     */
    public static <T> T run(Supplier<T> work) {
        var task = new FutureTask<T>(work::get);
        Thread.ofVirtual().start(task);
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException _) {
                    wasInterrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case RuntimeException failure -> failure;
                case Error failure -> throw failure;
                case null, default -> new IllegalStateException(e);
            };
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
