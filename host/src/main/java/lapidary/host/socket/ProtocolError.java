package lapidary.host.socket;

/**
 * What a peer sent, or did not send, that ends its WebSocket. Unwinds the reading of a frame, and
 * carries no stack trace.
 */
final class ProtocolError extends Exception {
    private static final long serialVersionUID = 1;

    private final int code;

    /**
     * @param code that the peer is told
     */
    ProtocolError(int code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
