package lapidary.host.billing;

import lapidary.host.usage.Counts;
import lapidary.host.usage.UsageBooks.Account;

/**
 * What a facet used, in one hour or in several. Immutable, as long as nobody adds to its counts.
 *
 * @param hour since 1970; of several, the last one
 * @param storedBytes when it was last counted in the last hour
 */
public record UsageLine(Account account, long hour, long storedBytes, Counts counts) {}
