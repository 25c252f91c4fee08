package lapidary.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/** A WebSocket that sends whatever bytes a test likes, and shows each frame that comes. */
final class RawSocket implements AutoCloseable {
    static final int FIN = 0x80;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    private static final int MASKED = 0x80;
    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    /** The head of the reply to the upgrade. */
    final String head;

    RawSocket(Socket socket, String path) throws IOException {
        this(socket, path, "");
    }

    /**
     * @param fields more header fields, each with its line's end
     */
    RawSocket(Socket socket, String path, String fields) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        send(
                ("GET "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\n"
                                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                + fields
                                + "\r\n")
                        .getBytes(ISO_8859_1));
        this.head = readHead();
    }

    private String readHead() throws IOException {
        var read = new ByteArrayOutputStream();
        while (!read.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            read.write(in.readByte());
        }
        return read.toString(ISO_8859_1);
    }

    boolean isOpen() {
        return head.startsWith("HTTP/1.1 101 ");
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** A frame as RFC 6455 has it. */
    void send(int head, byte[] data) throws IOException {
        send(frame(head, data));
    }

    void send(int head, String data) throws IOException {
        send(head, data.getBytes(UTF_8));
    }

    static byte[] frame(int head, byte[] data) {
        var frame = new ByteArrayOutputStream();
        frame.write(head);
        if (data.length < 126) {
            frame.write(MASKED | data.length);
        } else if (data.length < 65_536) {
            frame.write(MASKED | 126);
            frame.write(data.length >> 8);
            frame.write(data.length);
        } else {
            frame.write(MASKED | 127);
            frame.writeBytes(new byte[4]);
            for (int shift = 24; shift >= 0; shift -= 8) {
                frame.write(data.length >> shift);
            }
        }
        frame.writeBytes(MASK);
        for (int i = 0; i < data.length; i++) {
            frame.write(data[i] ^ MASK[i % 4]);
        }
        return frame.toByteArray();
    }

    /** The next frame, as a text: {@code 1 hello}, {@code close 1002 why}; or the end. */
    String next() throws IOException {
        int opcode;
        try {
            opcode = in.readUnsignedByte() & ~FIN;
        } catch (EOFException _) {
            return "end";
        }
        byte[] data = new byte[length()];
        in.readFully(data);
        if (opcode != CLOSE) {
            return opcode + " " + new String(data, UTF_8);
        }
        return data.length == 0
                ? "close"
                : "close "
                        + ((data[0] & 0xff) << 8 | (data[1] & 0xff))
                        + " "
                        + new String(data, 2, data.length - 2, UTF_8);
    }

    private int length() throws IOException {
        int length = in.readUnsignedByte();
        return length == 126
                ? in.readUnsignedShort()
                : length == 127 ? (int) in.readLong() : length;
    }

    /** Says that nothing more is sent. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
