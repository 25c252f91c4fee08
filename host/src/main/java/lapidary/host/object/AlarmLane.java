package lapidary.host.object;

import java.util.HashSet;
import java.util.Set;

/** The alarms of one namespace, as the {@link AlarmScheduler} sees them, whose lock guards this. */
final class AlarmLane {
    static final long NEVER = Long.MAX_VALUE;

    /** Of one namespace at once, so that there is room for the alarms of others. */
    static final int AT_ONCE_MAX = 16;

    final long namespaceId;

    /** Facets whose alarm is being looked at. */
    final Set<AlarmIndex.Key> running = new HashSet<>();

    private long nextMillis = NEVER;
    private long pausedUntilNanos = System.nanoTime();

    AlarmLane(long namespaceId) {
        this.namespaceId = namespaceId;
    }

    /** There is a row, of a facet not being looked at, that is due then. */
    void note(long dueMillis) {
        nextMillis = Math.min(nextMillis, dueMillis);
    }

    /** Its rows are about to be read: what is noted from now on is noted again. */
    void beforeReading() {
        nextMillis = NEVER;
    }

    /**
     * Its alarms wait: the namespace has had too many events, or the host is short of something.
     */
    void pause(long nanos) {
        pausedUntilNanos = System.nanoTime() + nanos;
    }

    /** How many more may be looked at now; 0 if none is due. */
    int room(long nowMillis) {
        return nextMillis <= nowMillis && System.nanoTime() - pausedUntilNanos >= 0
                ? AT_ONCE_MAX - running.size()
                : 0;
    }

    /** When there may be something to do, unless something happens before. */
    long nextMillis() {
        return nextMillis;
    }
}
