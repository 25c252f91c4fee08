package lapidary.host.facet;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * The threads that carry virtual threads. One that waits in native code, for its permit or for the
 * disk, keeps its carrier; another is then added for as long, so that there are always as many as
 * there are processors.
 *
 * <p>Thread-safe: {@code lock} guards the count. One for the whole JVM, as its scheduler is.
 */
public final class Carriers {
    /** Of carriers that wait for the disk: others wait in line, without one. */
    private static final int SYNCING_MAX = 16;

    static final Carriers SHARED = new Carriers();

    private final VirtualThreadSchedulerMXBean scheduler =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    private final SpinLock lock = new SpinLock();
    private final Semaphore syncing = new Semaphore(SYNCING_MAX);
    private final RandomAccessFile nowhere = nowhere();
    private int wanted = scheduler.getParallelism();
    private int blocked;

    private Carriers() {}

    /**
     * Does what syncs a file through SQLite: some milliseconds in which the disk is at work. Not
     * within itself: who waits in line would wait for itself.
     */
    public static <T> T whileSyncing(Supplier<T> work) {
        if (!Thread.currentThread().isVirtual()) {
            return work.get();
        }
        SHARED.syncing.acquireUninterruptibly();
        SHARED.block();
        try {
            return work.get();
        } finally {
            SHARED.unblock();
            SHARED.syncing.release();
        }
    }

    /** From now on there are at least so many that can run. */
    void atLeast(int count) {
        lock.lock();
        try {
            if (wanted < count) {
                wanted = count;
                scheduler.setParallelism(wanted + blocked);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A carrier waits from now on. */
    void block() {
        change(1);
        callIfNeeded();
    }

    /**
     * Threads that became ready to run while there were enough carriers have not made the scheduler
     * look for another, and it looks no more as long as any wait. What it does look at is a carrier
     * that is about to block in the JDK's own code: a write that is to be synced, of nothing.
     */
    private void callIfNeeded() {
        if (scheduler.getQueuedVirtualThreadCount() == 0) {
            return;
        }
        try {
            nowhere.write(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RandomAccessFile nowhere() {
        try {
            return new RandomAccessFile("/dev/null", "rwd");
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A carrier has waited. */
    void unblock() {
        change(-1);
    }

    private void change(int by) {
        lock.lock();
        try {
            blocked += by;
            scheduler.setParallelism(wanted + blocked);
        } finally {
            lock.unlock();
        }
    }
}
