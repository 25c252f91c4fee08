package lapidary.host.engine;

/**
 * Carries what a host function threw through the engine and the guest's frames, so that it cannot
 * be taken for something that the guest did. Has a stack trace only where it tells which function
 * of the guest was at it; the cause has its own.
 */
final class HostFunctionThrew extends RuntimeException {
    private final Throwable thrown;

    HostFunctionThrew(Throwable thrown) {
        super(null, thrown, false, thrown instanceof GuestTrap);
        this.thrown = thrown;
    }

    /** A runtime exception or an error. */
    Throwable thrown() {
        return thrown;
    }
}
