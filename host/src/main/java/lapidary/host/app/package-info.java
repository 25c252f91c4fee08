/**
 * Configuration and wiring: the one place that makes everything else and joins it into a server.
 */
@NullMarked
package lapidary.host.app;

import org.jspecify.annotations.NullMarked;
