/** A server with more and more objects. */
@NullMarked
package lapidary.bench.scale;

import org.jspecify.annotations.NullMarked;
