package lapidary.host.socket;

import java.io.IOException;
import java.util.Arrays;
import lapidary.abi.Limits;
import lapidary.abi.Utf8;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryShortage;
import org.jspecify.annotations.Nullable;

/*
 * A frame's length is what a stranger says: room for it is claimed and made as its bytes come, so
 * that who announces 32 MiB has to send them. A message has its time from its first byte on; between
 * two messages a socket may be silent for as long as it likes, and nothing is kept for it.
 */
/**
 * Reads a client's WebSocket frames as RFC 6455 has them, and nothing else: masked, without
 * reserved bits, lengths in their shortest form, control frames whole and short, fragments in
 * order, text in UTF-8. Confined to the connection's thread.
 */
final class FrameReader {
    private static final byte[] NOTHING = new byte[0];
    private static final int MASK_BYTES = 4;
    private static final int CAPACITY_MIN = 256;

    private final Wire wire;
    private final MemoryBudget budget;
    private byte[] pending = NOTHING;
    private int position;

    /** Of the message whose last frame has not come; {@code CONTINUATION} if there is none. */
    private int opcode = Frames.CONTINUATION;

    private byte[] data = NOTHING;
    private int length;
    private @Nullable PeerMemory memory;
    private final MessageTime time = new MessageTime();
    private final byte[] mask = new byte[MASK_BYTES];

    FrameReader(Wire wire, MemoryBudget budget) {
        this.wire = wire;
        this.budget = budget;
    }

    /**
     * Waits for what the peer sends next.
     *
     * @throws ProtocolError if that is nothing it may send
     */
    Incoming next() throws ProtocolError, IOException {
        while (true) {
            if (!isWithinMessage()) {
                time.begin();
                if (!awaitFirst()) {
                    return new Incoming.End();
                }
            }
            int head = nextByte();
            int lengthByte = nextByte();
            if ((head & Frames.RESERVED) != 0) {
                throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "a reserved bit is set");
            }
            if ((lengthByte & Frames.MASKED) == 0) {
                throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "a frame is not masked");
            }
            boolean isLast = (head & Frames.FIN) != 0;
            int frameOpcode = head & Frames.OPCODE;
            long size = size(lengthByte & Frames.LENGTH);
            if (frameOpcode >= Frames.CONTROL) {
                return control(frameOpcode, isLast, size);
            }
            takeData(frameOpcode, size);
            if (isLast) {
                return message();
            }
        }
    }

    /** Gives back what it holds. */
    void close() {
        var claimed = memory;
        memory = null;
        data = NOTHING;
        if (claimed != null) {
            claimed.close();
        }
    }

    private boolean isWithinMessage() {
        return opcode != Frames.CONTINUATION;
    }

    private long size(int small) throws ProtocolError, IOException {
        long size = small;
        if (small == Frames.LENGTH_16) {
            size = number(Short.BYTES);
        } else if (small == Frames.LENGTH_64) {
            size = number(Long.BYTES);
        }
        boolean isShortest =
                switch (small) {
                    case Frames.LENGTH_16 -> size > Frames.SHORT_MAX;
                    case Frames.LENGTH_64 -> size > Frames.LENGTH_16_MAX || size < 0;
                    default -> true;
                };
        if (!isShortest || size < 0) {
            throw new ProtocolError(
                    CloseCode.PROTOCOL_ERROR, "a frame's length is not in its shortest form");
        }
        return size;
    }

    private Incoming control(int control, boolean isLast, long size)
            throws ProtocolError, IOException {
        if (control > Frames.PONG) {
            throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "an opcode is unknown");
        }
        if (!isLast || size > Frames.SHORT_MAX) {
            throw new ProtocolError(
                    CloseCode.PROTOCOL_ERROR, "a control frame is whole, and of 125 bytes at most");
        }
        readMask();
        byte[] payload = new byte[(int) size];
        read(payload, 0, payload.length);
        unmask(payload, 0, payload.length);
        return switch (control) {
            case Frames.PING -> new Incoming.Ping(new Payload(payload, payload.length));
            case Frames.PONG -> new Incoming.Pong();
            default -> close(payload);
        };
    }

    private static Incoming close(byte[] payload) throws ProtocolError {
        if (payload.length == 0) {
            return new Incoming.Close(CloseCode.NONE, "");
        }
        int code = payload.length == 1 ? 0 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
        if (!CloseCode.maySend(code)) {
            throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "a close frame has no valid code");
        }
        if (!Utf8.isWellFormed(payload, 2, payload.length - 2)) {
            throw new ProtocolError(CloseCode.NOT_UTF_8, "a close frame's reason is not UTF-8");
        }
        return new Incoming.Close(code, Utf8.decode(payload, 2, payload.length - 2));
    }

    private void takeData(int frameOpcode, long size) throws ProtocolError, IOException {
        if (frameOpcode > Frames.BINARY) {
            throw new ProtocolError(CloseCode.PROTOCOL_ERROR, "an opcode is unknown");
        }
        if ((frameOpcode == Frames.CONTINUATION) != isWithinMessage()) {
            throw new ProtocolError(
                    CloseCode.PROTOCOL_ERROR,
                    isWithinMessage()
                            ? "a message begins before the last one has ended"
                            : "a continuation of no message");
        }
        if (length + size > Limits.WS_MESSAGE_BYTES_MAX) {
            throw new ProtocolError(
                    CloseCode.TOO_BIG,
                    "a message has " + Limits.WS_MESSAGE_BYTES_MAX + " bytes at most");
        }
        if (!isWithinMessage()) {
            opcode = frameOpcode;
        }
        readMask();
        int end = length + (int) size;
        int maskAt = 0;
        while (length < end) {
            int part = awaitSome(end - length);
            ensureCapacity(length + part);
            System.arraycopy(pending, position, data, length, part);
            unmask(data, length, part, maskAt);
            position += part;
            length += part;
            maskAt = (maskAt + part) & (MASK_BYTES - 1);
        }
    }

    private Incoming message() throws ProtocolError {
        boolean isText = opcode == Frames.TEXT;
        if (isText && !Utf8.isWellFormed(data, 0, length)) {
            throw new ProtocolError(CloseCode.NOT_UTF_8, "a text message is not UTF-8");
        }
        var claimed = memory == null ? new PeerMemory(budget) : memory;
        var message = new Incoming.Message(isText, new Payload(data, length), claimed);
        memory = null;
        data = NOTHING;
        length = 0;
        opcode = Frames.CONTINUATION;
        return message;
    }

    private void ensureCapacity(int size) throws ProtocolError {
        if (size <= data.length) {
            return;
        }
        int capacity =
                (int)
                        Math.min(
                                Limits.WS_MESSAGE_BYTES_MAX,
                                Math.max(CAPACITY_MIN, Math.max(size, 2L * data.length)));
        var claimed = memory == null ? new PeerMemory(budget) : memory;
        memory = claimed;
        try {
            if (!claimed.grow(capacity)) {
                throw new ProtocolError(
                        CloseCode.TRY_AGAIN_LATER, "too many long messages come at once");
            }
        } catch (MemoryShortage e) {
            throw new ProtocolError(CloseCode.TRY_AGAIN_LATER, "the host is short of memory");
        }
        int before = data.length;
        data = Arrays.copyOf(data, capacity);
        claimed.grown(before);
    }

    private long number(int bytes) throws ProtocolError, IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | nextByte();
        }
        return number;
    }

    private void readMask() throws ProtocolError, IOException {
        read(mask, 0, MASK_BYTES);
    }

    private void unmask(byte[] bytes, int offset, int count) {
        unmask(bytes, offset, count, 0);
    }

    private void unmask(byte[] bytes, int offset, int count, int maskAt) {
        for (int i = 0; i < count; i++) {
            bytes[offset + i] ^= mask[(maskAt + i) & (MASK_BYTES - 1)];
        }
    }

    private int nextByte() throws ProtocolError, IOException {
        awaitSome(1);
        return pending[position++] & 0xff;
    }

    private void read(byte[] into, int offset, int count) throws ProtocolError, IOException {
        int done = 0;
        while (done < count) {
            int part = awaitSome(count - done);
            System.arraycopy(pending, position, into, offset + done, part);
            position += part;
            done += part;
        }
    }

    /** Waits for the first byte of a message for as long as it takes; false at the end. */
    private boolean awaitFirst() throws IOException {
        return position < pending.length || pull(Wire.FOR_EVER);
    }

    /** How many bytes are there, {@code most} or fewer, and one at least. */
    private int awaitSome(int most) throws ProtocolError, IOException {
        while (position == pending.length) {
            long left = time.nanosLeft();
            if (left <= 0 || !pull(left)) {
                throw time.nanosLeft() <= 0
                        ? new ProtocolError(CloseCode.POLICY, "a message came too slowly")
                        : new ProtocolError(
                                CloseCode.ABNORMAL, "the connection ended within a frame");
            }
            time.came(pending.length);
        }
        return Math.min(most, pending.length - position);
    }

    private boolean pull(long nanosMax) throws IOException {
        pending = NOTHING; // a socket that is silent keeps nothing
        position = 0;
        byte[] bytes = wire.read(nanosMax);
        if (bytes == null) {
            return false;
        }
        pending = bytes;
        return true;
    }
}
