package lapidary.host.http;

import java.util.Arrays;
import lapidary.abi.Limits;

/**
 * Finds the end of a request's head, byte by byte as they come, and refuses what is too long or not
 * made of lines that end in CR LF. Confined to the connection's thread.
 */
final class HeadReader {
    /** The request line; a URL of 32 KiB is longer than browsers make them. */
    static final int LINE_BYTES_MAX = 32 << 10;

    private static final int SIZE_AT_FIRST = 1 << 10;

    private byte[] bytes = new byte[SIZE_AT_FIRST];
    private int[] lineEnds = new int[16];
    private int size;
    private int lineStart;
    private int lineCount;

    /**
     * Takes what belongs to the head.
     *
     * @return where in {@code from} the head ended, or -1 if it did not
     */
    int take(byte[] from, int start, int end) {
        for (int i = start; i < end; i++) {
            byte b = from[i];
            append(b);
            if (b == '\n' && endLine()) {
                return i + 1;
            }
            checkSize();
        }
        return -1;
    }

    /** Whether not one byte has come. */
    boolean isEmpty() {
        return size == 0;
    }

    /** The whole head as it came. */
    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** The head, checked. It has ended. */
    RequestHead head() {
        if (lineCount == 0) {
            throw BadRequest.malformed("a request begins with its request line");
        }
        return RequestHead.of(bytes, lineEnds, lineCount);
    }

    private void append(byte b) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = b;
    }

    /** A line feed has come: whether it ended the head. */
    private boolean endLine() {
        int end = size - 2;
        if (end < lineStart || bytes[end] != '\r') {
            throw BadRequest.malformed("a line of a request's head ends in CR LF");
        }
        if (end == lineStart) {
            return true;
        }
        if (lineCount > Limits.HEADERS_COUNT_MAX) {
            throw BadRequest.of(
                    431, "a request has at most " + Limits.HEADERS_COUNT_MAX + " header fields");
        }
        if (lineCount == lineEnds.length) {
            lineEnds = Arrays.copyOf(lineEnds, 2 * lineCount);
        }
        lineEnds[lineCount++] = end;
        lineStart = size;
        return false;
    }

    private void checkSize() {
        if (lineCount == 0) {
            if (size > LINE_BYTES_MAX) {
                throw BadRequest.of(414, "a request line has at most " + LINE_BYTES_MAX + " bytes");
            }
        } else if (size - lineEnds[0] > Limits.HEADERS_BYTES_MAX) {
            throw BadRequest.of(
                    431,
                    "a request's header fields have at most "
                            + Limits.HEADERS_BYTES_MAX
                            + " bytes");
        }
    }
}
