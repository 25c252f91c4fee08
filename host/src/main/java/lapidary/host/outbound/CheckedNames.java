package lapidary.host.outbound;

import static lapidary.abi.ResultCode.DENIED;
import static lapidary.abi.ResultCode.UNAVAILABLE;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lapidary.host.error.Refusal;
import lapidary.host.error.Seconds;

/**
 * Looks a name up, once for a request, and gives only addresses that may be connected to: whoever
 * connects to these cannot be sent elsewhere by another answer. Thread-safe; {@link #close} ends
 * its threads.
 *
 * <p>A look-up waits in native code, so it has threads of its own, as many as are published.
 */
final class CheckedNames implements AutoCloseable {
    private static final int THREADS_MAX = 32;

    private final OutboundRules rules;
    private final Resolver resolver;
    private final Duration waitMax;
    private final ThreadPoolExecutor lookups =
            new ThreadPoolExecutor(
                    0,
                    THREADS_MAX,
                    10,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    task -> {
                        var thread = new Thread(null, task, "outbound-names");
                        thread.setDaemon(true);
                        return thread;
                    });

    CheckedNames(OutboundRules rules, Resolver resolver, Duration waitMax) {
        this.rules = rules;
        this.resolver = resolver;
        this.waitMax = waitMax;
    }

    /**
     * The addresses of an origin's host.
     *
     * @throws Refusal {@code DENIED} if any of them is not to be reached, {@code UNAVAILABLE} if
     *     there are none, or none in time
     */
    List<InetAddress> addresses(Origin origin) {
        var addresses = resolved(origin);
        if (!addresses.stream().allMatch(address -> rules.allows(origin, address))) {
            throw new Refusal(
                    DENIED,
                    origin
                            + " has an address that is not on the public internet; name it in"
                            + " outbound.privateOrigins of the server's configuration to allow it");
        }
        return addresses;
    }

    private List<InetAddress> resolved(Origin origin) {
        if (origin.isAddress()) {
            return List.of(InetAddress.ofLiteral(origin.host()));
        }
        var lookup = lookup(origin);
        try {
            var addresses = lookup.get(waitMax.toMillis(), TimeUnit.MILLISECONDS);
            if (addresses.isEmpty()) {
                throw unknown(origin);
            }
            return addresses;
        } catch (ExecutionException e) {
            throw unknown(origin);
        } catch (TimeoutException e) {
            throw unavailable(
                    "the address of " + origin + " was not found within " + Seconds.of(waitMax));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the request was broken off");
        } finally {
            lookup.cancel(false);
        }
    }

    private Future<List<InetAddress>> lookup(Origin origin) {
        try {
            return lookups.submit(() -> resolver.resolve(origin.host()));
        } catch (RejectedExecutionException _) {
            throw unavailable("too many names are being looked up; try again later");
        }
    }

    private static Refusal unknown(Origin origin) {
        return unavailable("nobody knows an address of " + origin);
    }

    private static Refusal unavailable(String text) {
        return new Refusal(UNAVAILABLE, text);
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }
}
