package lapidary.host.object;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.OptionalLong;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;

/**
 * What is to be done about a row of the {@link AlarmIndex} that is due: its facet is asked, whose
 * handler then runs or not. Where the host cannot do that now, nothing has failed, and it is done
 * later. Thread-safe.
 */
final class AlarmDuty {
    private static final Logger LOG = System.getLogger("lapidary.alarm");

    /** After so long a facet that was busy is asked again. */
    private static final long BUSY_MILLIS = 1_000;

    /** … and one that cannot be started as it is. */
    private static final long BROKEN_MILLIS = 60_000;

    /** Who knows the facets. */
    interface Facets {
        /** Runs the facet's alarm, if there is such a facet; false if not. */
        boolean alarm(AlarmIndex.Noted row) throws InterruptedException;
    }

    private final AlarmIndex index;
    private final Facets facets;
    private final InstantSource clock;

    AlarmDuty(AlarmIndex index, Facets facets, InstantSource clock) {
        this.index = index;
        this.facets = facets;
        this.clock = clock;
    }

    /**
     * Looks at a facet.
     *
     * @return for how many nanoseconds its namespace had better be left alone
     */
    long look(AlarmIndex.Noted row) throws InterruptedException {
        try {
            if (!facets.alarm(row)) {
                index.settle(row.key(), row.version(), OptionalLong.empty());
            }
            return 0;
        } catch (HostException e) {
            return later(row, e);
        } catch (RuntimeException e) { // of one facet: the others are looked at meanwhile
            cannotRun(row, e);
            return 0;
        }
    }

    private long later(AlarmIndex.Noted row, HostException reason) {
        switch (reason.code()) {
            case RATE_LIMITED, OVERLOADED -> {
                return SECONDS.toNanos(((LimitException) reason).retryAfterSeconds());
            }
            case FACET_ABORTED -> {} // while it waited for its turn: it has not begun
            case FACET_BUSY -> put(row, BUSY_MILLIS);
            case FACET_NOT_FOUND -> index.park(row);
            default -> cannotRun(row, reason);
        }
        return 0;
    }

    private void cannotRun(AlarmIndex.Noted row, RuntimeException reason) {
        LOG.log(Level.WARNING, "the alarm of " + row.key() + " could not run", reason);
        put(row, BROKEN_MILLIS);
    }

    private void put(AlarmIndex.Noted row, long millis) {
        index.settle(row.key(), row.version(), OptionalLong.of(clock.millis() + millis));
    }
}
