package lapidary.host.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.facet.ShareLimits;
import org.jspecify.annotations.Nullable;

/**
 * How much a namespace may be asked for, all its objects together. What is left out has no limit,
 * but for {@code queuedEvents}.
 *
 * @param requestsPerSecond events that may begin; a burst may have one second's worth, or one
 * @param fuelPerSecond in units, a burst likewise; who burns more than there is, is refused until
 *     time has paid it back
 * @param concurrentEvents that run at the same time; others wait
 * @param queuedEvents that wait for their turn
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RateLimit(
        @Nullable Double requestsPerSecond,
        @Nullable Double fuelPerSecond,
        @Nullable Integer concurrentEvents,
        @Nullable Integer queuedEvents) {
    static final RateLimit NONE = new RateLimit(null, null, null, null);

    private static final int QUEUED_EVENTS_MAX = 100_000;

    void check(String where) {
        checkRate(where + ".requestsPerSecond", requestsPerSecond);
        checkRate(where + ".fuelPerSecond", fuelPerSecond);
        if (concurrentEvents != null && concurrentEvents < 1) {
            throw invalid(where + ".concurrentEvents is 1 or more, or left out");
        }
        if (queuedEvents != null && (queuedEvents < 0 || queuedEvents > QUEUED_EVENTS_MAX)) {
            throw invalid(where + ".queuedEvents is 0 to " + QUEUED_EVENTS_MAX);
        }
    }

    /** These, and what holds where nothing is set. */
    ShareLimits within() {
        var outer = ShareLimits.DEFAULT;
        return new ShareLimits(
                requestsPerSecond == null ? outer.requestsPerSecond() : requestsPerSecond,
                fuelPerSecond == null ? outer.fuelPerSecond() : fuelPerSecond,
                concurrentEvents == null ? outer.concurrentEvents() : concurrentEvents,
                queuedEvents == null ? outer.queuedEvents() : queuedEvents);
    }

    private static void checkRate(String where, @Nullable Double rate) {
        if (rate != null && !(rate > 0 && Double.isFinite(rate))) {
            throw invalid(where + " is a number above 0, or left out");
        }
    }

    private static CallerException invalid(String message) {
        return new CallerException(ErrorCode.REQUEST_INVALID, message);
    }
}
