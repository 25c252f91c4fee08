package lapidary.host.storage;

/**
 * When a commit is durable: the seam at which a commit may one day be sent to other machines
 * instead of being synced here. Commits of one file are numbered from 1 in their order.
 * Thread-safe.
 */
public interface CommitGate {
    /** The last commit that is known to be durable. */
    long durable();

    /**
     * Returns when the commit, and every one before it, is durable.
     *
     * @throws lapidary.host.error.FailureException if that failed, now or before
     */
    void awaitDurable(long sequence);
}
