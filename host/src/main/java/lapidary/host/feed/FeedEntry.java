package lapidary.host.feed;

import lapidary.host.usage.Receipt;

/** What a listener is told. Immutable. */
public sealed interface FeedEntry {
    /**
     * A guest's log line.
     *
     * @param level 0 trace … 4 error
     * @param text a stranger's: any character may be in it
     */
    record Line(
            long millis,
            String requestId,
            String namespace,
            String object,
            String facet,
            int level,
            String text)
            implements FeedEntry {}

    /** An event that no other event called has ended. */
    record Ended(Receipt receipt) implements FeedEntry {}

    /** So many entries were not told, since the listener was too slow. */
    record Lost(long count) implements FeedEntry {}
}
