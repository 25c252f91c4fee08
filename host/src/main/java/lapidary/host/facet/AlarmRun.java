package lapidary.host.facet;

import java.util.OptionalLong;

/**
 * What became of an alarm whose time seemed to have come. Immutable.
 *
 * @param ran whether its handler ran, well or not; else it was not due
 * @param dueMillis when the facet's alarm is due next
 * @param covers for {@link AlarmHint#settle}
 */
public record AlarmRun(boolean ran, OptionalLong dueMillis, long covers) {}
