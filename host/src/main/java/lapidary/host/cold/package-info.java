/**
 * Where bytes go that are seldom read again: a store of whole, named files that never change, such
 * as a folder or a bucket.
 */
@NullMarked
package lapidary.host.cold;

import org.jspecify.annotations.NullMarked;
