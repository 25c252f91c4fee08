package lapidary.host.facet;

import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
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
    static final Carriers SHARED = new Carriers();

    private final VirtualThreadSchedulerMXBean scheduler =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    private final SpinLock lock = new SpinLock();
    private final Thread caller =
            Thread.ofPlatform().daemon().name("carriers").start(Carriers::callWhenAsked);
    private int wanted = scheduler.getParallelism();
    private int blocked;

    private Carriers() {}

    /** Does what syncs a file through SQLite: some milliseconds in which the disk is at work. */
    public static <T> T whileSyncing(Supplier<T> work) {
        if (!Thread.currentThread().isVirtual()) {
            return work.get();
        }
        SHARED.block();
        try {
            return work.get();
        } finally {
            SHARED.unblock();
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
     * Has the scheduler look for carriers if threads are ready to run. By itself it does so when
     * one becomes ready, unless there are enough carriers then, or others are ready already in the
     * same queue: so a thread from outside it, whose queue is empty, makes one ready.
     */
    void callIfNeeded() {
        if (scheduler.getQueuedVirtualThreadCount() > 0) {
            LockSupport.unpark(caller);
        }
    }

    private static void callWhenAsked() {
        while (true) {
            LockSupport.park();
            Thread.startVirtualThread(() -> {});
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
