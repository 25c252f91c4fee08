/**
 * Who decides about a request to an object, where no module does: supervisors in Java, the built-in
 * one and those of whoever embeds the host.
 */
@NullMarked
package lapidary.host.supervisor;

import org.jspecify.annotations.NullMarked;
