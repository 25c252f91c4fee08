/** What a suite of measurements is: its question, what it is told, what it gives back. */
@NullMarked
package lapidary.bench.suite;

import org.jspecify.annotations.NullMarked;
