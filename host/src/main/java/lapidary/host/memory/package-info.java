/**
 * How much of the host's heap guests and their requests may hold, together. Whoever allocates what
 * a stranger asked for claims it first, and is refused before the heap is short.
 */
@NullMarked
package lapidary.host.memory;

import org.jspecify.annotations.NullMarked;
