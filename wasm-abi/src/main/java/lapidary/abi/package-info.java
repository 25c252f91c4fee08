/**
 * The contract with guests: import and export names, result codes, limits, prices and the two byte
 * encodings that cross the boundary. Depends on nothing; {@code docs/abi.md} is its prose.
 */
@NullMarked
package lapidary.abi;

import org.jspecify.annotations.NullMarked;
