/**
 * Uploaded modules: checked against the contract, metered, stored by content, compiled. A name
 * points at one digest at a time.
 */
@NullMarked
package lapidary.host.module;

import org.jspecify.annotations.NullMarked;
