package lapidary.host.facet;

import org.jspecify.annotations.Nullable;

/**
 * What a facet's event waits for of its client, so that an abort can end the wait: nothing that an
 * event burns comes to its end there.
 *
 * <p>Thread-safe: its monitor guards it, so that nothing is broken off once it was waited for.
 */
final class ClientWait {
    private @Nullable Runnable breakOff;

    /**
     * The event's thread waits from now on.
     *
     * @param action ends the wait, whether it has begun or not; called by another thread
     */
    synchronized void begin(Runnable action) {
        breakOff = action;
    }

    /** It has waited. */
    synchronized void end() {
        breakOff = null;
    }

    synchronized void breakOff() {
        if (breakOff != null) {
            breakOff.run();
        }
    }
}
