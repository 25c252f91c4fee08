/**
 * Running WebAssembly: the one place that knows the engine, Chicory. Owns compiled modules and
 * their cache, instances, the memory that compiled code runs on, the fuel tank it burns from, and
 * what a trap says.
 *
 * <p>A module comes in metered ({@link lapidary.host.wasm.MeteringRewriter}). Nothing of Chicory
 * gets out: what goes wrong is a {@link lapidary.host.engine.GuestTrap}, {@link
 * lapidary.host.fuel.OutOfFuel}, or an exception of package {@code error}.
 */
@NullMarked
package lapidary.host.engine;

import org.jspecify.annotations.NullMarked;
