package lapidary.host.facet;

/** Undoes a call whose guest said that it failed. Carries no stack trace. */
final class CallFailed extends RuntimeException {
    CallFailed(String text) {
        super(text, null, false, false);
    }
}
