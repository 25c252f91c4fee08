/** What happens in the facets, as it happens: log lines and receipts for whoever listens now. */
@NullMarked
package lapidary.host.feed;

import org.jspecify.annotations.NullMarked;
