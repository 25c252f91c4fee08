package lapidary.host.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes commits durable by syncing {@code -wal} files, from a bounded pool of threads: a file is
 * synced by one of them at a time, and waits in line with the others at most once. See
 * docs/decisions/0018. Thread-safe.
 */
public final class LocalCommitter implements Committer {
    /** More than a few syncs at once share the file system's journal. */
    static final int THREADS = 16;

    /** How long a relaxed commit waits before it gets in line. */
    private static final int RELAXED_MILLIS = 500;

    private static final int IDLE_SECONDS = 10;

    private static final LocalCommitter SHARED = new LocalCommitter();

    private final Executor soon = pool();
    private final Executor later =
            CompletableFuture.delayedExecutor(RELAXED_MILLIS, TimeUnit.MILLISECONDS, soon);

    private LocalCommitter() {}

    /** The one of this process, as there is one disk. */
    public static LocalCommitter ofThisProcess() {
        return SHARED;
    }

    /** How many syncs were begun. */
    public long syncs() {
        return WalSync.SYNCS.sum();
    }

    @Override
    public CommitLog open(Path database) throws IOException {
        return new WalSync(database, soon, later);
    }

    private static Executor pool() {
        var pool =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("committer-", 1).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
