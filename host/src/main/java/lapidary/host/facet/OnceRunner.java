package lapidary.host.facet;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.guest.FetchEvent;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.ReplyStream;

/**
 * Runs modules once for clients: for one request each, in a fresh instance without storage. All of
 * them share what a namespace has of the host. Thread-safe; {@link #close} ends what runs.
 */
public final class OnceRunner implements AutoCloseable {
    /** Each holds an instance; more wait, as long as others do for their turn. */
    private static final int CONCURRENT_MAX = 256;

    private final FacetServices services;
    private final NamespaceShare share =
            new NamespaceShare(
                    "of modules that run once",
                    new ShareLimits(
                            Double.POSITIVE_INFINITY,
                            Double.POSITIVE_INFINITY,
                            CONCURRENT_MAX,
                            ShareLimits.QUEUED_EVENTS_DEFAULT));
    private final AtomicReference<Abort> lastAbort = new AtomicReference<>(Abort.NONE);
    private final Set<EventGuard> running = ConcurrentHashMap.newKeySet();

    public OnceRunner(FacetServices services) {
        this.services = services;
    }

    /**
     * Runs {@code fetch} of a module.
     *
     * @throws LimitException {@code OVERLOADED} if too many run, or the server is stopping
     */
    public Outcome fetch(FacetSpec spec, FetchRequest request, ReplyStream stream)
            throws InterruptedException {
        share.queue();
        try {
            share.enter(this::endIfClosed);
        } finally {
            share.unqueue();
        }
        try {
            return run(spec, request, stream);
        } finally {
            share.leave();
        }
    }

    private Outcome run(FacetSpec spec, FetchRequest request, ReplyStream stream) {
        var guard = new EventGuard(services.longEvents(), share, lastAbort::get, () -> false);
        running.add(guard);
        guard.begin(Abort.NONE);
        try {
            endIfClosed();
            var client = new GuardedClient(request.body(), stream, guard);
            var event = new FetchEvent(request.withBody(client), client);
            var run = new OnceRun(services, spec, guard, spec.limits().fuelPerEvent());
            var outcome = run.fetch(event, OnceCalls.reach(services, spec, guard));
            guard.settle(outcome.used().units());
            return outcome;
        } catch (EventStopped _) {
            throw stopping();
        } finally {
            guard.end();
            running.remove(guard);
        }
    }

    private void endIfClosed() {
        if (lastAbort.get().isOfHost()) {
            throw stopping();
        }
    }

    private static LimitException stopping() {
        return new LimitException(ErrorCode.OVERLOADED, "the server is stopping");
    }

    /** Ends what runs; nothing begins any more. */
    @Override
    public void close() {
        lastAbort.updateAndGet(Abort::ofHost);
        running.forEach(EventGuard::wakeUp);
    }
}
