/** Benchmarks of the host, with JMH. Each one's Javadoc opens with its question. */
@NullMarked
package lapidary.bench;

import org.jspecify.annotations.NullMarked;
