/**
 * The binary format of WebAssembly: decoding a module that a stranger sent, checking it against
 * what we accept, and rewriting it so that it burns fuel, counts its call depth and shows no NaN
 * but the canonical one. What comes out is plain WebAssembly again, with the same meaning in every
 * engine; nothing here knows which one will run it.
 *
 * <p>What is large is cut into smaller functions on the way: {@link lapidary.host.wasm.Outliner}.
 *
 * <p>Accepted is core WebAssembly 2.0 without fixed-width SIMD. Everything else is refused by name,
 * with the offset of its first byte. See docs/decisions/0002-metering-by-rewriting.md.
 */
@NullMarked
package lapidary.host.wasm;

import org.jspecify.annotations.NullMarked;
