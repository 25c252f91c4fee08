package lapidary.host.facet;

/**
 * How an event ended that another one waited for. What it committed is durable. Immutable.
 *
 * @param burned what the waiting event pays of it, in units: not what its facet's wake took
 */
public record Called(Outcome outcome, long burned) {}
