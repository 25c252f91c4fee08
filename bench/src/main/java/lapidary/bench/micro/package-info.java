/** Single steps of an event and of what comes before one, by JMH. */
@NullMarked
package lapidary.bench.micro;

import org.jspecify.annotations.NullMarked;
