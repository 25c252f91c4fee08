/** The one unit in which everything a guest makes the host do is paid. */
@NullMarked
package lapidary.host.fuel;

import org.jspecify.annotations.NullMarked;
