/**
 * Namespaces, objects and their trees of facets: which facet an address means, what it runs as, and
 * that there is never more than one of it alive. What supervisors do to facets below them is here.
 */
@NullMarked
package lapidary.host.object;

import org.jspecify.annotations.NullMarked;
