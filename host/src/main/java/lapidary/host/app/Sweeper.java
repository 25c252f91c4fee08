package lapidary.host.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does what can be put off, again and again on a thread of its own. A chore that fails is logged,
 * and keeps neither the others nor its own next time from being done. {@link #close} ends it after
 * the chores that it has begun.
 */
final class Sweeper implements AutoCloseable {
    private static final Logger LOG = System.getLogger("lapidary");

    private final List<Runnable> chores;
    private final Duration pause;
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * @param pause between two rounds, and before the first
     */
    Sweeper(Duration pause, Runnable... chores) {
        this.pause = pause;
        this.chores = List.of(chores);
        Thread.ofPlatform().daemon().name("sweeper").start(this::sweepUntilClosing);
    }

    private void sweepUntilClosing() {
        try {
            while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                chores.forEach(Sweeper::run);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException | Error e) { // the top of a thread: the next round may do better
            LOG.log(Level.ERROR, "a sweep failed", e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
