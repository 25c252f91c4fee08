package lapidary.host.storage;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes commits durable by syncing the {@code -wal} file: group commit, since one sync covers every
 * commit before it. Who comes while a sync is on waits for the next one, with all the others.
 *
 * <p>Thread-safe. {@code lock} guards the rounds; whoever has the turn calls {@link #commit}.
 */
final class WalSync implements CommitLog {
    /** One sync, for all that wait for it. */
    private static final class Round {
        private final CountDownLatch over = new CountDownLatch(1);
        private long covers;
        private @Nullable Throwable failure;
    }

    /** Of all logs of this process. */
    static final LongAdder SYNCS = new LongAdder();

    private final Path file;
    private final FileChannel channel;
    private final Executor soon;
    private final Executor later;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean isPromised = new AtomicBoolean();
    private volatile long committed;
    private volatile long durable;
    private volatile Durability durability = Durability.DURABLE;
    private @Nullable Round running;
    private @Nullable Round next;
    private boolean isClosed;

    /** Of whoever runs a round, of which there is one at a time. */
    private boolean isNameDurable;

    /**
     * Once SQLite has made the {@code -wal} file; never opens the database file itself.
     *
     * @param soon runs rounds
     * @param later runs, after a while, what asks for the round of a relaxed commit
     */
    WalSync(Path database, Executor soon, Executor later) throws IOException {
        this.file = walOf(database);
        this.soon = soon;
        this.later = later;
        this.channel = DurableFiles.open(file, READ, WRITE);
    }

    /** Before SQLite opens a database: makes durable what a process before left in its log. */
    static void syncLeft(Path database) throws IOException {
        Path log = walOf(database);
        if (!Files.exists(log)) {
            return;
        }
        DurableFiles.sync(log);
    }

    /** Whether something may be in the log of a database that nobody has open. */
    static boolean hasLog(Path database) throws IOException {
        Path log = walOf(database);
        return Files.exists(log) && Files.size(log) > 0;
    }

    static Path walOf(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    @Override
    public long commit() {
        long sequence = committed + 1;
        committed = sequence;
        if (durability == Durability.RELAXED && isPromised.compareAndSet(false, true)) {
            later.execute(this::keepPromise);
        }
        return sequence;
    }

    @Override
    public long committed() {
        return committed;
    }

    @Override
    public long durable() {
        return durable;
    }

    @Override
    public void acknowledge(Durability when) {
        durability = when;
    }

    @Override
    public void beforeCheckpoint() {
        awaitDurable(committed);
    }

    @Override
    public void pass(long sequence) {
        if (durability == Durability.RELAXED) {
            LostSync.refuse();
        } else {
            awaitDurable(sequence);
        }
    }

    @Override
    public void awaitDurable(long sequence) {
        LostSync.refuse();
        if (durable >= sequence) {
            return;
        }
        var round = roundFor(sequence);
        if (round != null) {
            awaitUninterruptibly(round.over);
            LostSync.refuse();
            var failure = round.failure;
            if (failure != null) {
                throw StorageProblem.of("the write-ahead log could not be synced", failure);
            }
        }
    }

    /** The round that covers the commit: the one that is on, or the next; none if it is durable. */
    private @Nullable Round roundFor(long sequence) {
        lock.lock();
        try {
            var on = running;
            if (durable >= sequence) {
                return null;
            }
            return on != null && on.covers >= sequence ? on : nextRound();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever calls this has the lock. */
    private Round nextRound() {
        var known = next;
        if (known != null) {
            return known;
        }
        var made = new Round();
        next = made;
        if (running == null) {
            soon.execute(this::runRound);
        }
        return made;
    }

    private void keepPromise() {
        isPromised.set(false); // first: a commit from now on may be too late for this round
        lock.lock();
        try {
            if (!isClosed && durable < committed) {
                var _ = nextRound();
            }
        } finally {
            lock.unlock();
        }
    }

    private void runRound() {
        var round = begin();
        end(round, syncOrFailure());
    }

    private @Nullable Throwable syncOrFailure() {
        try {
            LostSync.refuse();
            sync();
            return null;
        } catch (IOException | RuntimeException | Error e) { // told to those who wait
            return e;
        }
    }

    private Round begin() {
        lock.lock();
        try {
            var round = next;
            if (round == null) {
                throw new IllegalStateException("nobody asked for a round");
            }
            next = null;
            round.covers = committed;
            running = round;
            return round;
        } finally {
            lock.unlock();
        }
    }

    private void end(Round round, @Nullable Throwable failure) {
        lock.lock();
        try {
            round.failure = failure;
            if (failure == null) {
                durable = round.covers;
            }
            running = null;
            if (next != null) {
                soon.execute(this::runRound);
            }
        } finally {
            lock.unlock();
        }
        round.over.countDown();
    }

    /** The folder is opened first: if that fails, the next round can try all of it again. */
    private void sync() throws IOException {
        SYNCS.increment();
        if (isNameDurable) {
            DurableFiles.sync(file, channel, false);
            return;
        }
        var folder = DurableFiles.folderOf(file);
        try (var names = DurableFiles.open(folder, READ)) {
            DurableFiles.sync(file, channel, false);
            DurableFiles.sync(folder, names, true);
        }
        isNameDurable = true;
    }

    /** The wait is short, and who waits must know how it ended. */
    private static void awaitUninterruptibly(CountDownLatch over) {
        boolean wasInterrupted = false;
        while (true) {
            try {
                over.await();
                break;
            } catch (InterruptedException _) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            isClosed = true;
        } finally {
            lock.unlock();
        }
        channel.close();
    }
}
