package lapidary.host.error;

/** The caller asked for something that cannot be had; asking differently helps. Logged at DEBUG. */
public non-sealed class CallerException extends HostException {
    public CallerException(ErrorCode code, String message) {
        super(code, message);
    }

    public CallerException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
