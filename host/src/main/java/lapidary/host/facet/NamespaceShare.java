package lapidary.host.facet;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;

/**
 * What the events of one namespace take of the host together, and the limits of that. One for a
 * namespace as long as the server runs.
 *
 * <p>Thread-safe, but for {@link #waiting} and {@link #pinned}, which the lock of {@link
 * LongEvents} guards.
 */
public final class NamespaceShare {
    private static final double PROCESSORS = Runtime.getRuntime().availableProcessors();

    /**
     * Of a second, what events may run before they ask for a permit: a quarter of all processors.
     * Beyond that they ask at once, so that many events of a millisecond are as one that runs long.
     */
    private static final double SHORT_NANOS_PER_SECOND = PROCESSORS / 4 * 1e9;

    /** Of rates; in so long the fuel and the requests come together that a burst may have. */
    private static final long BURST_NANOS = 1_000_000_000;

    private static final long SHORT_BURST_NANOS = 100_000_000;

    /** Events that wait for a permit, first come first. */
    final ArrayDeque<Ticket> waiting = new ArrayDeque<>();

    /** Those of them that wait inside SQLite. */
    final ArrayDeque<Ticket> pinned = new ArrayDeque<>();

    private final String name;
    private final TokenBucket shortTime;
    private final EventSlots slots = new EventSlots();
    private final AtomicInteger queued = new AtomicInteger();
    private volatile TokenBucket requests;
    private volatile TokenBucket fuel;
    private volatile ShareLimits limits;

    /**
     * @param name of the namespace, for messages
     */
    public NamespaceShare(String name, ShareLimits limits) {
        long now = System.nanoTime();
        this.name = name;
        this.limits = limits;
        this.requests = new TokenBucket(BURST_NANOS, now);
        this.fuel = new TokenBucket(BURST_NANOS, now);
        this.shortTime = new TokenBucket(SHORT_BURST_NANOS, now);
    }

    /** Sets what holds from the next event on; a rate that is another one begins without debt. */
    public void limit(ShareLimits newLimits) {
        var before = limits;
        limits = newLimits;
        long now = System.nanoTime();
        if (before.requestsPerSecond() != newLimits.requestsPerSecond()) {
            requests = new TokenBucket(BURST_NANOS, now);
        }
        if (before.fuelPerSecond() != newLimits.fuelPerSecond()) {
            fuel = new TokenBucket(BURST_NANOS, now);
        }
    }

    /**
     * An event is about to begin.
     *
     * @throws LimitException {@code RATE_LIMITED} if there were too many, or they burned too much
     */
    public void admit() {
        var now = limits;
        if (now.fuelPerSecond() < Double.POSITIVE_INFINITY) {
            long debt = fuel.debtNanos(System.nanoTime());
            if (debt > 0) {
                throw limited("burned more than its " + now.fuelPerSecond() + " fuel", debt);
            }
        }
        if (now.requestsPerSecond() < Double.POSITIVE_INFINITY) {
            long wait = requests.takeOne(now.requestsPerSecond(), System.nanoTime());
            if (wait > 0) {
                throw limited("had more than its " + now.requestsPerSecond() + " requests", wait);
            }
        }
    }

    /** Its events have burned so much fuel. */
    void burned(long units) {
        double perSecond = limits.fuelPerSecond();
        if (perSecond < Double.POSITIVE_INFINITY && units > 0) {
            fuel.take((double) units, perSecond, System.nanoTime());
        }
    }

    /** An event has run without a permit. */
    void ranShort(long nowNanos, long sinceNanos) {
        shortTime.take((double) (nowNanos - sinceNanos), SHORT_NANOS_PER_SECOND, nowNanos);
    }

    /** Whether its events have run without a permit for so long that the next one needs one. */
    boolean isOverShortTime(long nowNanos) {
        return shortTime.debtNanos(nowNanos) > 0;
    }

    /** An event waits for its turn. */
    void queue() {
        int bound = limits.queuedEvents();
        if (queued.incrementAndGet() > bound) {
            queued.decrementAndGet();
            throw new LimitException(
                    ErrorCode.OVERLOADED,
                    "namespace " + name + " has " + bound + " events waiting; try again later");
        }
    }

    /** How many events wait for their turn. */
    public int queued() {
        return queued.get();
    }

    void unqueue() {
        queued.decrementAndGet();
    }

    /**
     * Waits until one event more may run; {@link #leave} is to follow.
     *
     * @throws LimitException {@code OVERLOADED} if that takes too long
     */
    void enter(Runnable endIfAborted) throws InterruptedException {
        int bound = limits.concurrentEvents();
        if (!slots.enter(() -> limits.concurrentEvents(), endIfAborted)) {
            throw new LimitException(
                    ErrorCode.OVERLOADED,
                    "namespace " + name + " has " + bound + " events running; try again later");
        }
    }

    void leave() {
        slots.leave();
    }

    /**
     * An event that has left goes on, whoever runs: it could not wait without holding others up.
     */
    void enterAgain() {
        slots.enterAgain();
    }

    private LimitException limited(String what, long waitNanos) {
        return new LimitException(
                        ErrorCode.RATE_LIMITED, "namespace " + name + " " + what + " per second")
                .retryAfter(waitNanos);
    }
}
