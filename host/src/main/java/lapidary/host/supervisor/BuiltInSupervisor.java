package lapidary.host.supervisor;

import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/**
 * Serves where nobody else does: the first segment of the path names the facet, which the namespace
 * declares or the object was given. Immutable.
 */
public final class BuiltInSupervisor implements Supervisor {
    @Override
    public Decision decide(SupervisedObject object, ObjectRequest request) {
        String facet = request.segment(0);
        if (facet.isEmpty()) {
            throw new CallerException(
                    ErrorCode.ROUTE_NOT_FOUND,
                    "an event goes to /o/{namespace}/{object}/{path}; without a supervisor module"
                            + " the path begins with the facet:"
                            + " /o/{namespace}/{object}/{facet}/{path}");
        }
        return Decision.forward(facet, request.from(1));
    }
}
