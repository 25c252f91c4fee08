package lapidary.host.error;

/** The host, or a guest, failed; its operator or author can act. Logged at ERROR. */
public non-sealed class FailureException extends HostException {
    public FailureException(ErrorCode code, String message) {
        super(code, message);
    }

    public FailureException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
