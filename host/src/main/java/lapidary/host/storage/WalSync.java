package lapidary.host.storage;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import org.jspecify.annotations.Nullable;

/**
 * Makes commits durable by syncing the {@code -wal} file: group commit, since one sync covers every
 * commit before it. A sync that failed is remembered: nothing later can be trusted.
 *
 * <p>Thread-safe. {@code lock} guards the channel; whoever has the turn calls {@link #committed}.
 */
final class WalSync implements CommitGate, AutoCloseable {
    private final Path database;
    private final FileChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long committed;
    private volatile long durable;
    private boolean nameIsDurable;
    private volatile @Nullable IOException failure;

    /**
     * Once SQLite has made the {@code -wal} file; never opens the database file itself. What a
     * process before this one left in the log may be read from now on, so it is made durable first.
     */
    WalSync(Path database) throws IOException {
        this.database = database;
        this.channel = FileChannel.open(walOf(database), READ, WRITE);
        if (channel.size() > 0) {
            channel.force(true);
            FacetTemplate.syncDirectoryOf(database);
            nameIsDurable = true;
        }
    }

    /** Before SQLite opens a database: makes durable what a process before left in its log. */
    static void syncLeft(Path database) throws IOException {
        Path log = walOf(database);
        if (!Files.exists(log)) {
            return;
        }
        try (var channel = FileChannel.open(log, READ, WRITE)) {
            channel.force(true);
        }
        FacetTemplate.syncDirectoryOf(database);
    }

    static Path walOf(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    /** One more commit is in the file; its sequence, from 1. */
    long commit() {
        long next = committed + 1;
        committed = next;
        return next;
    }

    long committed() {
        return committed;
    }

    @Override
    public long durable() {
        return durable;
    }

    @Override
    public void awaitDurable(long sequence) {
        if (durable >= sequence) {
            return;
        }
        lock.lock();
        try {
            if (durable < sequence) {
                sync();
            }
        } finally {
            lock.unlock();
        }
    }

    private void sync() {
        refuseIfFailed();
        long covered = committed;
        try {
            channel.force(false);
            if (!nameIsDurable) {
                FacetTemplate.syncDirectoryOf(database);
                nameIsDurable = true;
            }
        } catch (IOException e) {
            failure = e;
            refuseIfFailed();
        }
        durable = covered;
    }

    private void refuseIfFailed() {
        IOException failed = failure;
        if (failed != null) {
            throw new FailureException(
                    ErrorCode.INTERNAL, "the write-ahead log could not be synced", failed);
        }
    }

    /** Bytes of the log; it is not cut at a checkpoint but written from its start again. */
    long walBytes() throws IOException {
        return channel.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
