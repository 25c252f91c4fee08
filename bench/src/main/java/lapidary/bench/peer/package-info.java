/** The same work on workerd: supervisor objects that load code and run it as SQLite facets. */
@NullMarked
package lapidary.bench.peer;

import org.jspecify.annotations.NullMarked;
