package lapidary.host.socket;

/**
 * Frames as a server sends them, RFC 6455, section 5.2: whole messages, unmasked. Stateless.
 *
 * <pre>{@code
 * |FIN opcode|length|                          up to 125 bytes
 * |FIN opcode| 126  |u16 length|               up to 65 535
 * |FIN opcode| 127  |u64 length            |   beyond
 * }</pre>
 */
final class Frames {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xa;

    static final int FIN = 0x80;
    static final int RESERVED = 0x70;
    static final int OPCODE = 0x0f;
    static final int MASKED = 0x80;
    static final int LENGTH = 0x7f;

    /** Opcodes from here on are of control frames. */
    static final int CONTROL = 0x8;

    static final int SHORT_MAX = 125;
    static final int LENGTH_16 = 126;
    static final int LENGTH_64 = 127;
    static final int LENGTH_16_MAX = 0xffff;

    private static final int HEAD_BYTES = 2;

    private Frames() {}

    /** One frame that is a whole message, or a control frame. */
    static byte[] of(int opcode, byte[] data, int offset, int length) {
        int head = headBytes(length);
        byte[] frame = new byte[head + length];
        frame[0] = (byte) (FIN | opcode);
        putLength(frame, length);
        System.arraycopy(data, offset, frame, head, length);
        return frame;
    }

    static byte[] pong(Payload data) {
        return of(PONG, data.bytes(), 0, data.length());
    }

    /**
     * A close frame.
     *
     * @param code {@link CloseCode#NONE} for one that says nothing
     */
    static byte[] close(int code, String text) {
        byte[] reason = CloseCode.reason(text);
        if (code == CloseCode.NONE) {
            return of(CLOSE, reason, 0, 0);
        }
        byte[] data = new byte[2 + reason.length];
        data[0] = (byte) (code >> 8);
        data[1] = (byte) code;
        System.arraycopy(reason, 0, data, 2, reason.length);
        return of(CLOSE, data, 0, data.length);
    }

    /** Bytes of a frame around so many of a message's. */
    static int headBytes(int length) {
        if (length <= SHORT_MAX) {
            return HEAD_BYTES;
        }
        return HEAD_BYTES + (length <= LENGTH_16_MAX ? Short.BYTES : Long.BYTES);
    }

    private static void putLength(byte[] frame, int length) {
        if (length <= SHORT_MAX) {
            frame[1] = (byte) length;
        } else if (length <= LENGTH_16_MAX) {
            frame[1] = LENGTH_16;
            frame[2] = (byte) (length >> 8);
            frame[3] = (byte) length;
        } else {
            frame[1] = LENGTH_64;
            for (int i = 0; i < Integer.BYTES; i++) {
                frame[6 + i] = (byte) (length >> (24 - 8 * i));
            }
        }
    }
}
