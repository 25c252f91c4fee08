/**
 * The archive: what facets commit, as LTX files in a cold store, so that a facet can be had as it
 * was at any second of the retention time. It follows the write-ahead logs, merges small files into
 * larger ones, makes snapshots, removes what is too old, and restores.
 */
@NullMarked
package lapidary.host.archive;

import org.jspecify.annotations.NullMarked;
