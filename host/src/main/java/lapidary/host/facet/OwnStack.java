package lapidary.host.facet;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import lapidary.host.usage.CallScope;
import lapidary.host.usage.RequestId;

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
        var task = new FutureTask<T>(inScope(work));
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

    /** What it does belongs to the same request and the same event. */
    private static <T> Callable<T> inScope(Supplier<T> work) {
        String request = RequestId.current();
        var scope = CallScope.current();
        return () ->
                RequestId.with(
                        request, () -> scope.isPresent() ? scope.get().run(work::get) : work.get());
    }
}
