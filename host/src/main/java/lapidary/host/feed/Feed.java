package lapidary.host.feed;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.guest.GuestIdentity;
import lapidary.host.guest.GuestLog;
import lapidary.host.usage.Counts;
import lapidary.host.usage.EventEnd;
import lapidary.host.usage.EventKind;
import lapidary.host.usage.EventSink;
import lapidary.host.usage.Receipt;
import lapidary.host.usage.RequestId;

/**
 * Tells listeners what happens in the facets, and costs a look at a list while there is none.
 * Nobody who tells it anything waits for a listener. Thread-safe.
 */
public final class Feed implements GuestLog, EventSink {
    /** More are refused. */
    public static final int LISTENERS_MAX = 32;

    private final GuestLog log;
    private final InstantSource clock;
    private final List<FeedListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param log which gets the lines, too
     */
    public Feed(GuestLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /**
     * Somebody listens from now on, until it is closed.
     *
     * @throws LimitException {@code OVERLOADED} if there are too many
     */
    public synchronized FeedListener listen(FeedFilter filter) {
        if (listeners.size() >= LISTENERS_MAX) {
            throw new LimitException(
                            ErrorCode.OVERLOADED, "as many follow the log as may: " + LISTENERS_MAX)
                    .retryAfter(TimeUnit.SECONDS.toNanos(10));
        }
        var listener = new FeedListener(filter, listeners::remove);
        listeners.add(listener);
        return listener;
    }

    /** How many listen. */
    public int size() {
        return listeners.size();
    }

    @Override
    public void write(GuestIdentity facet, int level, String text) {
        log.write(facet, level, text);
        if (listeners.isEmpty()) {
            return;
        }
        var line =
                new FeedEntry.Line(
                        clock.millis(),
                        RequestId.current(),
                        facet.namespace(),
                        facet.objectName(),
                        facet.facetPath(),
                        level,
                        text);
        listeners.forEach(listener -> listener.tell(line));
    }

    @Override
    public boolean wantsReceipts() {
        return !listeners.isEmpty();
    }

    @Override
    public void receipt(Receipt receipt) {
        listeners.forEach(listener -> listener.tell(receipt));
    }

    @Override
    public void ended(EventKind kind, EventEnd end, Counts counts) {}
}
