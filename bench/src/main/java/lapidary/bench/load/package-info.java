/** Load on a server: what is asked for, by which tool, and how fast it was answered. */
@NullMarked
package lapidary.bench.load;

import org.jspecify.annotations.NullMarked;
