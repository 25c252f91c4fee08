package lapidary.host.engine;

/**
 * Carries what a host function threw through the engine and the guest's frames, so that it cannot
 * be taken for something that the guest did. Has no stack trace; its cause has.
 */
final class HostFunctionThrew extends RuntimeException {
    private final RuntimeException thrown;

    HostFunctionThrew(RuntimeException thrown) {
        super(null, thrown, false, false);
        this.thrown = thrown;
    }

    RuntimeException thrown() {
        return thrown;
    }
}
