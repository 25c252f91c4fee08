package lapidary.host.supervisor;

/**
 * Decides which facet has a request to an object of its namespace, or answers itself. In Java, and
 * so trusted with everything: it has no turn, no transaction and no fuel.
 *
 * <p>Called on each request's own thread, for many at once. What it throws is the request's
 * failure: a {@link lapidary.host.error.HostException} tells the client, anything else is logged,
 * and the client gets 500.
 */
@FunctionalInterface
public interface Supervisor {
    /**
     * Decides about a request.
     *
     * @param object that it is for, and may come into being with it
     * @param request of which the body has not been read
     */
    Decision decide(SupervisedObject object, ObjectRequest request) throws InterruptedException;
}
