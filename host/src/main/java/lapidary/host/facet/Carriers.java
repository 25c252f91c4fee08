package lapidary.host.facet;

import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * The threads that carry virtual threads. One that waits inside SQLite keeps its carrier; another
 * is then added for as long, so that there are always as many as there are processors.
 *
 * <p>Thread-safe: {@code lock} guards the count. One for the whole JVM, as its scheduler is.
 */
final class Carriers {
    static final Carriers SHARED = new Carriers();

    private final VirtualThreadSchedulerMXBean scheduler =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    private final SpinLock lock = new SpinLock();
    private int wanted = scheduler.getParallelism();
    private int blocked;

    private Carriers() {}

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
        // The scheduler looks for more carriers when a thread becomes ready to run, not otherwise.
        Thread.startVirtualThread(() -> {});
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
