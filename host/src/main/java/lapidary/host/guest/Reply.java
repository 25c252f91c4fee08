package lapidary.host.guest;

import java.util.List;

/**
 * What a guest answered: a status, header fields in order, and the body that has not been flushed.
 * Immutable, as long as nobody changes {@link #body}.
 */
public final class Reply {
    /** No more than what has left already. */
    public static final Reply NOTHING = new Reply(200, List.of(), new byte[0], 0);

    private final int status;
    private final List<Header> headers;
    private final byte[] body;
    private final int bodyLength;

    Reply(int status, List<Header> headers, byte[] body, int bodyLength) {
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body;
        this.bodyLength = bodyLength;
    }

    /**
     * A reply of the host's own.
     *
     * @param body is not copied
     */
    public static Reply of(int status, List<Header> headers, byte[] body) {
        return new Reply(status, headers, body, body.length);
    }

    public int status() {
        return status;
    }

    public List<Header> headers() {
        return headers;
    }

    /** The body's array itself, of which the first {@link #bodyLength} bytes count. */
    public byte[] body() {
        return body;
    }

    public int bodyLength() {
        return bodyLength;
    }
}
