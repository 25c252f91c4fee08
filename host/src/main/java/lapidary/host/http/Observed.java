package lapidary.host.http;

import lapidary.host.billing.UsageLedger;
import lapidary.host.feed.Feed;
import lapidary.host.metrics.Metrics;

/**
 * What is seen of a running host. Immutable.
 *
 * @param ledger what facets used, by the hour
 * @param feed what happens in them
 * @param metrics numbers about the whole
 */
public record Observed(UsageLedger ledger, Feed feed, Metrics metrics) {}
