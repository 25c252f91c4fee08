/** What every facet used, by the hour: kept apart from the facets, and asked for by the page. */
@NullMarked
package lapidary.host.billing;

import org.jspecify.annotations.NullMarked;
