package lapidary.host.storage;

import lapidary.host.error.FailureException;

/** When commits of one file are durable. They are numbered from 1 in their order. Thread-safe. */
public interface CommitGate {
    /** The last commit that is known to be durable. */
    long durable();

    /**
     * Returns when the commit, and every one before it, is durable.
     *
     * @throws FailureException if that failed
     */
    void awaitDurable(long sequence);

    /**
     * Returns when what depends on that commit may leave the host: once it is durable, unless the
     * facet is {@link Durability#RELAXED}.
     *
     * @throws FailureException if that failed
     */
    void pass(long sequence);
}
