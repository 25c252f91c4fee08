/** What is left of a run: a table on the terminal, JSON with every sample, one page of HTML. */
@NullMarked
package lapidary.bench.report;

import org.jspecify.annotations.NullMarked;
