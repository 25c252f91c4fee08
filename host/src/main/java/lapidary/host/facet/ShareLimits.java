package lapidary.host.facet;

/**
 * What one namespace may ask of the host. Immutable.
 *
 * @param requestsPerSecond events that may begin; infinite if nobody set a limit
 * @param fuelPerSecond units of fuel; infinite if nobody set a limit
 * @param concurrentEvents that run at the same time
 * @param queuedEvents that wait for their turn, at all its facets together
 */
public record ShareLimits(
        double requestsPerSecond, double fuelPerSecond, int concurrentEvents, int queuedEvents) {
    public static final int QUEUED_EVENTS_DEFAULT = 10_000;
    public static final ShareLimits DEFAULT =
            new ShareLimits(
                    Double.POSITIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    Integer.MAX_VALUE,
                    QUEUED_EVENTS_DEFAULT);
}
