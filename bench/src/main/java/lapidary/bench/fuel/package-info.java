/** How many nanoseconds a unit of fuel is: docs/fuel.md, "Measured". */
@NullMarked
package lapidary.bench.fuel;

import org.jspecify.annotations.NullMarked;
