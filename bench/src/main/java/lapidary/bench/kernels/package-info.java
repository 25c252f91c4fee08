/** Work for the processor: the same Wasm metered, not metered, and on V8. */
@NullMarked
package lapidary.bench.kernels;

import org.jspecify.annotations.NullMarked;
