package lapidary.host.usage;

/**
 * Who is told what events used. Immutable.
 *
 * @param sink of each event
 * @param books of each facet and hour
 */
public record UsageServices(EventSink sink, UsageBooks books) {
    /** Nobody. */
    public static final UsageServices NONE = new UsageServices(EventSink.NONE, UsageBooks.NONE);
}
