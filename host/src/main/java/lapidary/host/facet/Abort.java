package lapidary.host.facet;

import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/**
 * The last time that a facet was aborted: events that had come before get its reason. Immutable.
 *
 * @param count of aborts so far
 */
record Abort(long count, String reason) {
    static final Abort NONE = new Abort(0, "");

    Abort next(String nextReason) {
        return new Abort(count + 1, nextReason);
    }

    CallerException exception() {
        return new CallerException(
                ErrorCode.FACET_ABORTED, "the facet was aborted: " + reason + "; try again");
    }
}
