package lapidary.host.facet;

import lapidary.host.fuel.Fuel;

/**
 * Carries what stopped a wake to whoever turns it into the outcome of the event that caused it.
 * Carries no stack trace; its cause is what the guest did.
 */
final class WakeStopped extends RuntimeException {
    private final RuntimeException stop;
    private final Fuel used;

    WakeStopped(RuntimeException stop, Fuel used) {
        super("the wake was stopped", stop, false, false);
        this.stop = stop;
        this.used = used;
    }

    RuntimeException stop() {
        return stop;
    }

    /** What the wake had burned. */
    Fuel used() {
        return used;
    }
}
