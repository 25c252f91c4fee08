package lapidary.host.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * The HTTP server's own parser is a second reader of what we have read: it gets one whole head, which
 * was checked, and then one body, byte for byte or in chunks that we made, and never a byte beyond
 * the message. So it cannot come to another opinion of where a message ends, which is what smuggled
 * requests live on.
 */
/**
 * What a client sends, message by message, bounded in time. Confined to the connection's thread.
 */
final class Inbound implements Supplier<byte @Nullable []> {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);
    private static final int CHUNK_DIGITS_MAX = 7;

    private enum Stage {
        HEAD,
        BODY,
        CHUNKS
    }

    private final Supplier<byte[]> socket;
    private final Peer peer;
    private byte[] pending = NOTHING;
    private int position;
    private Stage stage = Stage.HEAD;
    private boolean isBroken;
    private boolean isEnded;
    private boolean isHeadNew;
    private RequestHead head = RequestHead.NONE;
    private Patience patience = Client.bodyPatience();
    private long bodyLeft;
    private long bodyRead;
    private int chunkLeft;
    private boolean isChunkEndDue;

    Inbound(Supplier<byte[]> socket, Peer peer) {
        this.socket = socket;
        this.peer = peer;
    }

    /** The head of the message that came last. */
    RequestHead head() {
        return head;
    }

    /** How long we wait for the body's next bytes, from now on. */
    void patience(Patience newPatience) {
        patience = newPatience;
    }

    /**
     * A request is handled now, once for each head.
     *
     * @throws CloseConnectionException if the HTTP server's parser saw a request where we saw none
     */
    void beginRequest() {
        if (!isHeadNew) {
            throw new CloseConnectionException("a request without a head");
        }
        isHeadNew = false;
    }

    /**
     * Nothing more is read, of this message or another: the HTTP server would take what is left of
     * a body for the next request, though it has said that there is none.
     */
    void end() {
        isEnded = true;
    }

    /** Whether the connection stands between two messages, with nothing left to read. */
    boolean isBetweenMessages() {
        return stage == Stage.HEAD && !isBroken && !isEnded && !hasPending();
    }

    /** The next bytes of the message, or null where the client ended. */
    @Override
    public byte @Nullable [] get() {
        if (isEnded || isBroken) {
            return null;
        }
        boolean isWhole = false;
        try {
            byte[] bytes =
                    switch (stage) {
                        case HEAD -> nextHead();
                        case BODY -> nextOfBody();
                        case CHUNKS -> nextChunk();
                    };
            isWhole = bytes != null;
            return bytes;
        } finally {
            isBroken = !isWhole;
        }
    }

    /**
     * The next bytes as they come, of a connection that speaks HTTP no more; null where the client
     * ended.
     */
    byte @Nullable [] raw() {
        if (hasPending()) {
            return takePending(Long.MAX_VALUE);
        }
        pending = NOTHING; // a socket that is silent keeps nothing
        position = 0;
        return socket.get();
    }

    private byte @Nullable [] nextHead() {
        if (!hasPending() && !pullWhenIdle()) {
            return null;
        }
        var reader = new HeadReader();
        var headPatience = Patience.of(Client.HEAD_MAX);
        while (true) {
            int end = reader.take(pending, position, pending.length);
            if (end >= 0) {
                position = end;
                begin(reader.head());
                return reader.bytes();
            }
            if (!pullHead(headPatience)) {
                throw BadRequest.malformed("the request's head ended midway");
            }
        }
    }

    private void begin(RequestHead newHead) {
        head = newHead;
        isHeadNew = true;
        bodyRead = 0;
        bodyLeft = newHead.bodyLength();
        patience = Client.bodyPatience();
        if (bodyLeft > newHead.bodyBytesMax()) {
            throw bodyTooLarge();
        }
        if (bodyLeft == RequestHead.CHUNKED) {
            stage = Stage.CHUNKS;
            chunkLeft = 0;
            isChunkEndDue = false;
        } else if (bodyLeft > 0) {
            stage = Stage.BODY;
        }
    }

    private byte @Nullable [] nextOfBody() {
        if (!hasPending() && !pullBody()) {
            return null;
        }
        byte[] part = takePending(bodyLeft);
        bodyLeft -= part.length;
        if (bodyLeft == 0) {
            stage = Stage.HEAD;
        }
        return part;
    }

    private byte @Nullable [] nextChunk() {
        if (isChunkEndDue) {
            requireLineEnd();
            isChunkEndDue = false;
        }
        if (chunkLeft == 0) {
            chunkLeft = chunkSize();
            if (chunkLeft == 0) {
                requireLineEnd(); // no trailers: a field that comes late is a field nobody checked
                stage = Stage.HEAD;
                return LAST_CHUNK;
            }
        }
        if (!hasPending() && !pullBody()) {
            throw endedEarly();
        }
        byte[] part = takePending(chunkLeft);
        chunkLeft -= part.length;
        isChunkEndDue = chunkLeft == 0;
        return asChunk(part);
    }

    private int chunkSize() {
        int size = 0;
        int digits = 0;
        byte b = nextByte();
        for (int digit = digit(b); digit >= 0; digit = digit(b)) {
            if (++digits > CHUNK_DIGITS_MAX) {
                throw bodyTooLarge();
            }
            size = size << 4 | digit;
            b = nextByte();
        }
        if (digits == 0 || b != '\r' || nextByte() != '\n') {
            throw BadRequest.malformed(
                    "a chunk begins with its size in hexadecimal digits, alone on its line");
        }
        bodyRead += size;
        if (bodyRead > head.bodyBytesMax()) {
            throw bodyTooLarge();
        }
        return size;
    }

    private static int digit(byte b) {
        return b < 0 || b > 'f' ? -1 : Character.digit(b, 16);
    }

    private void requireLineEnd() {
        if (nextByte() != '\r' || nextByte() != '\n') {
            throw BadRequest.malformed(
                    "a chunk ends in CR LF, and the last one in nothing more: trailers are not"
                            + " taken");
        }
    }

    private byte nextByte() {
        while (!hasPending()) {
            if (!pullBody()) {
                throw endedEarly();
            }
        }
        return pending[position++];
    }

    private static byte[] asChunk(byte[] data) {
        byte[] size = (Integer.toHexString(data.length) + "\r\n").getBytes(US_ASCII);
        byte[] chunk = Arrays.copyOf(size, size.length + data.length + CRLF.length);
        System.arraycopy(data, 0, chunk, size.length, data.length);
        System.arraycopy(CRLF, 0, chunk, size.length + data.length, CRLF.length);
        return chunk;
    }

    private boolean hasPending() {
        return position < pending.length;
    }

    private byte[] takePending(long countMax) {
        int count = (int) Math.min(countMax, pending.length - position);
        byte[] part =
                position == 0 && count == pending.length
                        ? pending
                        : Arrays.copyOfRange(pending, position, position + count);
        position += count;
        return part;
    }

    private boolean pullBody() {
        return pull(patience, peer::read, "the request's body came too slowly");
    }

    private boolean pullHead(Patience wait) {
        return pull(
                wait,
                peer::readHead,
                "the request's head was not there after "
                        + Client.HEAD_MAX
                        + ", or others needed the connection");
    }

    private boolean pullWhenIdle() {
        peer.idle(Client.IDLE_MAX.toNanos());
        return pullNow();
    }

    private boolean pull(Patience wait, LongConsumer begin, String whenLate) {
        long start = System.nanoTime();
        long nanosLeft = wait.nanosLeft();
        if (nanosLeft <= 0) {
            throw BadRequest.tooSlow(whenLate);
        }
        begin.accept(nanosLeft);
        boolean isThere = pullNow();
        wait.spent(System.nanoTime() - start, isThere ? pending.length : 0);
        if (!isThere && peer.isLate()) {
            throw BadRequest.tooSlow(whenLate);
        }
        return isThere;
    }

    private boolean pullNow() {
        try {
            byte[] bytes = socket.get();
            pending = bytes == null ? NOTHING : bytes;
            position = 0;
            return bytes != null;
        } catch (UncheckedIOException e) {
            throw new CloseConnectionException("the client has gone", e);
        } finally {
            peer.done();
        }
    }

    private static RuntimeException endedEarly() {
        return BadRequest.malformed("the body ended before its last chunk");
    }

    private RuntimeException bodyTooLarge() {
        return BadRequest.of(
                413, "a request's body has at most " + head.bodyBytesMax() + " bytes here");
    }
}
