package lapidary.host.guest;

/** Unwinds a guest that called {@code proc_exit}. Carries no stack trace. */
public final class GuestExit extends RuntimeException {
    private final int code;

    GuestExit(int code) {
        super("the guest exited with code " + code, null, false, false);
        this.code = code;
    }

    /** What the guest gave; 0 means that all is well. */
    public int code() {
        return code;
    }
}
