/**
 * LTX files, version 3: pages of a SQLite database as they are after a range of transactions,
 * compressed and checksummed. The format alone: what is read here may be a stranger's, so every
 * length and offset is checked.
 */
@NullMarked
package lapidary.host.ltx;

import org.jspecify.annotations.NullMarked;
