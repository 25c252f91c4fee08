package lapidary.host.facet;

import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;

/** A facet's queue is full, or its turn did not come in time. */
public final class FacetBusyException extends LimitException {
    FacetBusyException(String message) {
        super(ErrorCode.FACET_BUSY, message);
    }
}
