/** Numbers about the host as a whole, as the text that Prometheus reads. */
@NullMarked
package lapidary.host.metrics;

import org.jspecify.annotations.NullMarked;
