package lapidary.host.storage;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes commits durable: the seam at which they may one day be sent to other machines instead of
 * being synced here ({@link LocalCommitter}). One for a host. Thread-safe.
 */
public interface Committer {
    /**
     * The log of a facet's database, which SQLite has just opened. What a process before this one
     * left in it is durable when this returns.
     */
    CommitLog open(Path database) throws IOException;
}
