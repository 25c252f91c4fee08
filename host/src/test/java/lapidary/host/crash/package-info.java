/**
 * Power loss: what a host writes is recorded call by call, cut at every point, and the host opened
 * again on each disk that could be left then.
 */
@NullMarked
package lapidary.host.crash;

import org.jspecify.annotations.NullMarked;
