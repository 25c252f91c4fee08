/** Configuration and wiring: the one place that makes everything else. */
@NullMarked
package lapidary.host.app;

import org.jspecify.annotations.NullMarked;
