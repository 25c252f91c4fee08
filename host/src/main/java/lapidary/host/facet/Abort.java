package lapidary.host.facet;

import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/**
 * The last time that a facet was aborted: events that had come before get its reason. Immutable.
 *
 * @param count of aborts so far
 * @param isOfHost whether the host stops: what is aborted by that has not failed
 */
record Abort(long count, String reason, boolean isOfHost) {
    static final Abort NONE = new Abort(0, "", false);

    Abort next(String nextReason) {
        return new Abort(count + 1, nextReason, false);
    }

    Abort ofHost() {
        return new Abort(count + 1, "the server is stopping", true);
    }

    CallerException exception() {
        return new CallerException(
                ErrorCode.FACET_ABORTED, "the facet was aborted: " + reason + "; try again");
    }
}
