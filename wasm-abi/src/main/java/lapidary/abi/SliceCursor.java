package lapidary.abi;

import java.util.Objects;

/**
 * Walks a slice front to back and never leaves it. What the two readers read with. Not thread-safe.
 */
final class SliceCursor {
    private final byte[] bytes;
    private final int start;
    private final int end;
    private int at;

    SliceCursor(byte[] bytes, int offset, int length) {
        if (length != 0) { // an empty slice may lie anywhere
            Objects.checkFromIndexSize(offset, length, bytes.length);
        }
        this.bytes = bytes;
        this.start = offset;
        this.end = offset + length;
        this.at = offset;
    }

    boolean isAtEnd() {
        return at == end;
    }

    /** Where the cursor stands, in the array. */
    int position() {
        return at;
    }

    byte takeByte() {
        return bytes[take(Byte.BYTES, "a tag")];
    }

    /** Reads a {@code u32} length, steps over that many bytes and returns how many they were. */
    int takePrefixed(String what) {
        int lengthAt = take(Integer.BYTES, "a length");
        long length = Integer.toUnsignedLong(LittleEndian.getInt(bytes, lengthAt));
        if (length > end - at) {
            throw illFormed(
                    what + " of " + length + " bytes where " + (end - at) + " are left", lengthAt);
        }
        at += (int) length;
        return (int) length;
    }

    /** Steps over so many bytes, which must be there, and returns where they begin. */
    int take(int size, String what) {
        if (size > end - at) {
            throw illFormed(what + " of " + size + " bytes where " + (end - at) + " are left", at);
        }
        int taken = at;
        at += size;
        return taken;
    }

    EncodingException illFormed(String message, int position) {
        return new EncodingException(message, position - start);
    }
}
