package lapidary.host.facet;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs the event that another one waits for: on a thread of its own, since a guest's calls may take
 * most of a thread's stack, and those of the guest that waits may have done so (decision 0021).
 */
final class OwnThread {
    private OwnThread() {}

    /**
     * Returns only when the work is done, also where the waiting thread is interrupted: it stays
     * so.
     *
     * @throws InterruptedException if the work was
     */
    static <T> T run(String name, Callable<T> work) throws InterruptedException {
        var task = new FutureTask<>(work);
        Thread.ofVirtual().name(name).start(task);
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException _) {
                    wasInterrupted = true; // whoever ends this event ends that one, too
                }
            }
        } catch (ExecutionException e) {
            throw rethrown(e);
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(ExecutionException e) throws InterruptedException {
        return switch (e.getCause()) {
            case RuntimeException failure -> failure;
            case InterruptedException interrupted -> throw interrupted;
            case Error error -> throw error;
            case null, default -> new IllegalStateException(e);
        };
    }
}
