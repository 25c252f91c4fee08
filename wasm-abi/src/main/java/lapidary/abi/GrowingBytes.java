package lapidary.abi;

import java.util.Arrays;

/** A byte array that grows as it is appended to. What the two writers write to. Not thread-safe. */
final class GrowingBytes {
    private static final int INITIAL_BYTES = 128;

    /** The longest array that every JVM makes. */
    private static final int SIZE_MAX = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int size;

    void putByte(byte value) {
        reserve(Byte.BYTES);
        bytes[size++] = value;
    }

    void putInt(int value) {
        reserve(Integer.BYTES);
        LittleEndian.putInt(bytes, size, value);
        size += Integer.BYTES;
    }

    void putLong(long value) {
        reserve(Long.BYTES);
        LittleEndian.putLong(bytes, size, value);
        size += Long.BYTES;
    }

    /** A {@code u32} length, then the bytes. */
    void putPrefixed(byte[] source, int offset, int length) {
        reserve((long) Integer.BYTES + length);
        LittleEndian.putInt(bytes, size, length);
        System.arraycopy(source, offset, bytes, size + Integer.BYTES, length);
        size += Integer.BYTES + length;
    }

    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    void reset() {
        size = 0;
    }

    private void reserve(long more) {
        long needed = size + more;
        if (needed <= bytes.length) {
            return;
        }
        if (needed > SIZE_MAX) {
            throw new IllegalStateException("an encoding of " + needed + " bytes is too long");
        }
        long doubled = Math.min(2L * bytes.length, SIZE_MAX);
        bytes = Arrays.copyOf(bytes, (int) Math.max(doubled, needed));
    }
}
