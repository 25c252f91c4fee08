package lapidary.host.outbound;

import static lapidary.abi.ResultCode.LIMIT;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import lapidary.host.error.Refusal;
import lapidary.host.memory.MemoryBudget;

/**
 * Makes requests for guests beyond this host: each over a connection of its own, to an address that
 * was checked. Redirects are not followed, nothing of this host's is sent along. Thread-safe;
 * {@link #close} ends what runs.
 */
public final class OutboundClient implements AutoCloseable {
    /** Buffers on both sides, TLS's too. */
    private static final long CONNECTION_BYTES = 128 << 10;

    private final OutboundLimits limits;
    private final CheckedNames names;
    private final Connections connections;
    private final SSLSocketFactory tls;
    private final MemoryBudget memory;
    private final ScheduledExecutorService deadlines =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("outbound-deadlines").factory());

    /** With the published limits, this machine's names, and the certificates that Java trusts. */
    public OutboundClient(OutboundRules rules, MemoryBudget memory) {
        this(
                rules,
                OutboundLimits.DEFAULT,
                Resolver.SYSTEM,
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                memory);
    }

    /**
     * @param tls makes sockets that trust whom it is to trust; names are checked here
     * @param memory of which each connection claims what it holds
     */
    public OutboundClient(
            OutboundRules rules,
            OutboundLimits limits,
            Resolver resolver,
            SSLSocketFactory tls,
            MemoryBudget memory) {
        this.limits = limits;
        this.names = new CheckedNames(rules, resolver, limits.connect());
        this.connections = new Connections(limits);
        this.tls = tls;
        this.memory = memory;
    }

    /**
     * Begins a request, which is to be closed.
     *
     * @param namespace whose guest makes it
     * @param bodyBytes of its body
     * @throws Refusal {@code LIMIT} if the body is too long, {@code UNAVAILABLE} if there are too
     *     many
     */
    public OutboundExchange begin(String namespace, Origin origin, long bodyBytes) {
        if (bodyBytes > limits.requestBytes()) {
            throw new Refusal(
                    LIMIT,
                    "the body of an outbound request has at most "
                            + limits.requestBytes()
                            + " bytes, this one has "
                            + bodyBytes);
        }
        var claim = memory.claim(CONNECTION_BYTES);
        try {
            connections.enter(namespace);
        } catch (Refusal e) {
            claim.close();
            throw e;
        }
        return new OutboundExchange(
                this,
                origin,
                () -> {
                    connections.leave(namespace);
                    claim.close();
                });
    }

    /** How many connections there are. */
    public int connections() {
        return connections.count();
    }

    OutboundLimits limits() {
        return limits;
    }

    CheckedNames names() {
        return names;
    }

    SSLSocketFactory tls() {
        return tls;
    }

    /** Has an exchange broken off when its time is over. */
    Future<?> atDeadline(Runnable breakOff) {
        return deadlines.schedule(breakOff, limits.whole().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        names.close();
    }
}
