/**
 * Requests that leave this host for guests: which origins a policy covers, which addresses may be
 * connected to, the HTTP client, and the bounds on what it takes and how long.
 */
@NullMarked
package lapidary.host.outbound;

import org.jspecify.annotations.NullMarked;
