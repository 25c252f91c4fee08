package lapidary.host.http;

/** What answers the requests below one first part of a path. */
interface Route {
    /**
     * Answers, or throws what {@link Router} makes a problem of.
     *
     * @throws lapidary.host.error.HostException with the problem
     */
    void handle(Exchange exchange) throws InterruptedException;
}
