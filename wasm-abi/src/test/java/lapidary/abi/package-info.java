/**
 * Tests of the contract: golden names and numbers, hostile bytes, and the page that explains it.
 */
@NullMarked
package lapidary.abi;

import org.jspecify.annotations.NullMarked;
