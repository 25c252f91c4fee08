/** What events used: counted while they run, added up, and told as receipts. */
@NullMarked
package lapidary.host.usage;

import org.jspecify.annotations.NullMarked;
