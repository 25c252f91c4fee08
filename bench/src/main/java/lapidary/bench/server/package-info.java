/** Servers in processes of their own, and what they use of the machine. */
@NullMarked
package lapidary.bench.server;

import org.jspecify.annotations.NullMarked;
