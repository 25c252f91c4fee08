/**
 * What can go wrong and who can act on it: the codes that clients see, and the exceptions that
 * carry them. Every other package may use it; it uses only the contract.
 */
@NullMarked
package lapidary.host.error;

import org.jspecify.annotations.NullMarked;
