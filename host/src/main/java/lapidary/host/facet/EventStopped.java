package lapidary.host.facet;

/** Unwinds a guest whose event the host ends: it was aborted. Carries no stack trace. */
final class EventStopped extends RuntimeException {
    private final Abort abort;

    EventStopped(Abort abort) {
        super(abort.reason(), null, false, false);
        this.abort = abort;
    }

    Abort abort() {
        return abort;
    }
}
