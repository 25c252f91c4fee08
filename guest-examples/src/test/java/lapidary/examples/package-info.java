/** The examples and their SDKs, held to the contract and tried as a user would. */
@NullMarked
package lapidary.examples;

import org.jspecify.annotations.NullMarked;
