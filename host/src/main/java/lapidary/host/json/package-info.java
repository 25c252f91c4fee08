/** JSON in and out, strictly. */
@NullMarked
package lapidary.host.json;

import org.jspecify.annotations.NullMarked;
