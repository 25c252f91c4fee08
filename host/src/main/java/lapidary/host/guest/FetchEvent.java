package lapidary.host.guest;

import static lapidary.abi.ResultCode.CLOSED;
import static lapidary.abi.ResultCode.INVALID;
import static lapidary.abi.ResultCode.LIMIT;
import static lapidary.abi.ResultCode.UNAVAILABLE;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lapidary.abi.Limits;
import lapidary.abi.ListWriter;
import lapidary.host.error.Refusal;
import lapidary.host.memory.HeapSize;
import lapidary.host.memory.MemoryClaim;
import lapidary.host.socket.OpenSocket;
import lapidary.host.socket.OpenStream;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP side of one {@code fetch} event: the request that the guest reads, and the reply that it
 * builds. Confined to the event's thread.
 */
public final class FetchEvent {
    private static final int STATUS_DEFAULT = 200;
    private static final byte[] NOTHING = new byte[0];

    private final FetchRequest request;
    private final ReplyStream stream;
    private final MemoryClaim memory;
    private final ListWriter head = new ListWriter();
    private int status = STATUS_DEFAULT;
    private List<Header> headers = List.of();
    private boolean headIsSet;
    private boolean isStreaming;
    private @Nullable OpenSocket accepted;
    private @Nullable OpenStream detached;
    private byte[] body = NOTHING;
    private int bodyLength;
    private @Nullable String forwardedTo;

    public FetchEvent(FetchRequest request, ReplyStream stream) {
        this.request = request;
        this.stream = stream;
        this.memory = stream.memory();
    }

    /** The reply as far as it has not been flushed. */
    public Reply reply() {
        return new Reply(status, headers, body, bodyLength);
    }

    /** Whether a part of the reply has left: status and headers are then settled. */
    public boolean isStreaming() {
        return isStreaming;
    }

    /** Bytes of the request's head: its method, URL, names and values. */
    long headBytes() {
        return request.headBytes();
    }

    /** Bytes of the reply that have not left: its body's, and its head's unless that has. */
    long unsentBytes() {
        return bodyLength + (isStreaming ? 0 : Header.bytes(headers));
    }

    /** The socket that the request becomes, once the event is committed. */
    public Optional<OpenSocket> accepted() {
        return Optional.ofNullable(accepted);
    }

    /** The stream that the reply becomes, once the event is committed. */
    public Optional<OpenStream> detached() {
        return Optional.ofNullable(detached);
    }

    /** Nobody will connect to what it has opened. */
    public void abandon() {
        accepted().ifPresent(OpenSocket::gone);
        detached().ifPresent(OpenStream::gone);
    }

    /** The request can become a socket, and is none yet. */
    void requireUpgrade() {
        requireOwnReply();
        if (!stream.canUpgrade()) {
            throw new Refusal(INVALID, "this request is no upgrade to a WebSocket");
        }
        if (accepted != null || detached != null || isStreaming || bodyLength > 0) {
            throw new Refusal(INVALID, "the request has its answer already");
        }
    }

    void accepted(OpenSocket socket) {
        accepted = socket;
    }

    /** The reply can stay open after the event, and does not yet. */
    void requireDetachable() {
        requireOwnReply();
        if (accepted != null || detached != null) {
            throw new Refusal(INVALID, "the request has its answer already");
        }
        if (!stream.canDetach()) {
            throw new Refusal(INVALID, "nobody waits for what comes after this event's reply");
        }
    }

    void detached(OpenStream newStream) {
        detached = newStream;
    }

    /** The event has a reply, and no socket. */
    void requireReply() {
        if (accepted != null) {
            throw new Refusal(INVALID, "the request became a WebSocket, and has no reply");
        }
    }

    /** The request's head as a list: method, URL, then name and value of each header. */
    ListWriter requestHead() {
        if (head.size() == 0) {
            head.add(request.method());
            head.add(request.url());
            for (var header : request.headers()) {
                head.add(header.name());
                head.add(header.value());
            }
        }
        return head;
    }

    /** Reads the body into the guest's memory; 0 at the end. */
    int readBody(byte[] into, int offset, int length) {
        try {
            return request.body().read(into, offset, length);
        } catch (IOException e) {
            throw new Refusal(UNAVAILABLE, "the client broke off in the middle of the body");
        }
    }

    /** The facet just below that is to reply in place of this one, if there is one. */
    public Optional<String> forwardedTo() {
        return Optional.ofNullable(forwardedTo);
    }

    /**
     * @throws Refusal {@code INVALID} if the event has a reply of its own, or was forwarded
     */
    void requireForwardable() {
        if (headIsSet || bodyLength > 0 || isStreaming || accepted != null || detached != null) {
            throw new Refusal(INVALID, "the event has begun a reply of its own");
        }
        if (forwardedTo != null) {
            throw new Refusal(INVALID, "a request is forwarded once");
        }
    }

    /** Another facet replies, when this event is over. */
    void forward(String name) {
        forwardedTo = name;
    }

    /**
     * @throws Refusal {@code CLOSED} if another facet is to reply
     */
    void requireOwnReply() {
        if (forwardedTo != null) {
            throw new Refusal(CLOSED, "the request was forwarded, whose reply is another's");
        }
    }

    void setHead(int newStatus, List<Header> newHeaders) {
        if (headIsSet || bodyLength > 0 || isStreaming) {
            throw new Refusal(INVALID, "the head is set once, before the body");
        }
        status = newStatus;
        headers = newHeaders;
        headIsSet = true;
    }

    void append(byte[] bytes, int offset, int length) {
        requireReply();
        long size = (long) bodyLength + length;
        if (size > Limits.REPLY_BYTES_MAX) {
            throw new Refusal(
                    LIMIT,
                    "a reply body may have "
                            + Limits.REPLY_BYTES_MAX
                            + " bytes that are not flushed, this would be "
                            + size);
        }
        if (size > body.length) {
            enlarge(grownCapacity((int) size));
        }
        System.arraycopy(bytes, offset, body, bodyLength, length);
        bodyLength += length;
    }

    /** Sends what there is; the commit that it depends on is durable by now. */
    void send() {
        try {
            stream.send(reply());
        } catch (IOException e) {
            throw new Refusal(CLOSED, "the client has gone");
        } finally {
            isStreaming = true;
            memory.subtract(claimed(body.length));
            body = NOTHING;
            bodyLength = 0;
        }
    }

    private void enlarge(int capacity) {
        memory.add(claimed(capacity));
        long before = claimed(body.length);
        body = Arrays.copyOf(body, capacity);
        memory.subtract(before);
    }

    /** With the copy that the HTTP server makes, when it is too late to refuse. */
    private static long claimed(int capacity) {
        return capacity == 0 ? 0 : 2 * HeapSize.ofBytes(capacity);
    }

    private static int grownCapacity(int size) {
        return (int) Math.min(Limits.REPLY_BYTES_MAX, Math.max(1_024L, 2L * size));
    }
}
