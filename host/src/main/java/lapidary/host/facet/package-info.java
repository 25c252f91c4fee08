/**
 * One live instance of each facet that is awake: whose turn it is, how an event runs and ends, when
 * an instance is made and dropped.
 */
@NullMarked
package lapidary.host.facet;

import org.jspecify.annotations.NullMarked;
