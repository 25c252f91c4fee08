package lapidary.host.storage;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;

/**
 * A sync that failed. The kernel reports that once, and may have dropped what it could not write:
 * whoever syncs again is told that all is well. So from the first one on nothing is acknowledged
 * any more, and no database is closed, since that would move what is perhaps not on the disk. The
 * process must end; the next one reads what is there.
 *
 * <p>Thread-safe. For the whole process, as it is the process that cannot be trusted any more.
 */
public final class LostSync extends FailureException {
    private static final Logger LOG = System.getLogger("lapidary.storage");
    private static final CompletableFuture<LostSync> FIRST = new CompletableFuture<>();

    private LostSync(Throwable cause) {
        super(
                ErrorCode.INTERNAL,
                "the disk failed to keep what was written: it is not known to be durable, and the"
                        + " server stops",
                cause);
    }

    /** Whether one has failed. */
    public static boolean hasHappened() {
        return FIRST.isDone();
    }

    /** Runs something, once and on a thread of its own, if or as soon as one has failed. */
    public static void onFirst(Runnable action) {
        var _ = FIRST.thenRun(() -> Thread.ofPlatform().name("lost-sync").start(action));
    }

    /** Throws, if one has failed: nothing may be acknowledged. */
    static void refuse() {
        if (FIRST.isDone()) {
            throw new LostSync(FIRST.join());
        }
    }

    /**
     * Notes that one has failed, and says so in the log, once.
     *
     * @param what was to be synced
     * @return to be thrown
     */
    static LostSync report(String what, Exception cause) {
        var lost = new LostSync(cause);
        if (FIRST.complete(lost)) {
            LOG.log(
                    Level.ERROR,
                    "a sync failed, of "
                            + what
                            + ": "
                            + cause.getMessage()
                            + "; nothing is acknowledged from now on, and this process ends; what"
                            + " was acknowledged is there at the next start");
        }
        return lost;
    }
}
