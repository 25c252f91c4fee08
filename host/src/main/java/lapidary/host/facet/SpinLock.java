package lapidary.host.facet;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock for less than a microsecond, and for threads inside SQLite: such a thread keeps its
 * carrier while it waits. Were the next owner one that waits for a carrier, as with any lock that
 * is handed over, those who wait could keep all carriers from it. Here only who runs can get it.
 *
 * <p>Thread-safe. Not reentrant; nothing inside may wait.
 */
final class SpinLock {
    private static final int SPINS_MAX = 2_000;
    private static final long PAUSE_NANOS = 20_000;

    private final AtomicBoolean isTaken = new AtomicBoolean();

    void lock() {
        int spins = 0;
        while (isTaken.get() || !isTaken.compareAndSet(false, true)) {
            spins++;
            if (spins % SPINS_MAX == 0) { // its owner has lost its processor
                LockSupport.parkNanos(this, PAUSE_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    void unlock() {
        isTaken.set(false);
    }
}
