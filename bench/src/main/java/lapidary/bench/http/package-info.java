/** A real server under load: against HTTP alone, and against the disk alone. */
@NullMarked
package lapidary.bench.http;

import org.jspecify.annotations.NullMarked;
