package lapidary.host.error;

/** A published limit was reached; waiting, or asking for less, helps. Logged at INFO. */
public non-sealed class LimitException extends HostException {
    public LimitException(ErrorCode code, String message) {
        super(code, message);
    }

    public LimitException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
