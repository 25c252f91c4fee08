package lapidary.host.memory;

/** Lets go of what is idle, so that its claims are released. */
@FunctionalInterface
public interface Reclaimer {
    /**
     * Lets go of about so many bytes, if there are so many idle, the least recently used first.
     * Called on the thread of whoever needs them, which may be in the middle of an event: it waits
     * for nobody's turn.
     */
    void reclaim(long bytes);
}
