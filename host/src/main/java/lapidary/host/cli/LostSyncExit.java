package lapidary.host.cli;

import java.util.concurrent.TimeUnit;
import lapidary.host.storage.LostSync;

/**
 * Ends the process after a sync that failed, without closing anything. Those who wait are told
 * first: nothing is acknowledged meanwhile.
 */
final class LostSyncExit {
    /** As {@code EX_IOERR} of sysexits.h. */
    static final int STATUS = 74;

    private static final int TELLING_SECONDS = 2;

    private LostSyncExit() {}

    static void arm(Terminal terminal) {
        LostSync.onFirst(() -> {
            try {
                TimeUnit.SECONDS.sleep(TELLING_SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            now(terminal);
        });
    }

    /** Skips what would be done at exit. */
    static void now(Terminal terminal) {
        terminal.flush();
        Runtime.getRuntime().halt(STATUS);
    }
}
