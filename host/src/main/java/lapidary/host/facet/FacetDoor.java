package lapidary.host.facet;

/** The way to a facet for what comes from its sockets, as the next request would find it. */
@FunctionalInterface
public interface FacetDoor {
    /** Something to do with the facet that is alive now. */
    interface Action {
        void with(Facet facet) throws InterruptedException;
    }

    /**
     * Does it, if the facet's namespace may have another event now.
     *
     * @throws lapidary.host.error.HostException if there is no such facet, or it may not
     */
    void enter(Action action) throws InterruptedException;
}
