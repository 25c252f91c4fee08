package lapidary.host.storage;

import java.io.IOException;

/**
 * The commits of one facet's database, from its opening to its closing. Whoever has the facet's
 * turn tells it what happens; {@link CommitGate} is for anyone.
 */
public interface CommitLog extends CommitGate, AutoCloseable {
    /** One more commit is in the {@code -wal} file; its number, from 1. */
    long commit();

    /** The number of the last commit, durable or not; 0 before the first. */
    long committed();

    /** SQLite is about to move commits to the database file: returns when all are durable. */
    void beforeCheckpoint();

    /** When commits may be told of, from the next one on. */
    void acknowledge(Durability durability);

    /** Nothing is committed any more. What is not durable yet is not made so. */
    @Override
    void close() throws IOException;
}
