package lapidary.host.wasm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects the bytes of a module, or of a part of one. Confined to one thread. */
final class BinaryWriter {
    private byte[] bytes;
    private int size;

    BinaryWriter() {
        this(256);
    }

    BinaryWriter(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    boolean endsWith(int value) {
        return size > 0 && (bytes[size - 1] & 0xff) == value;
    }

    void clear() {
        size = 0;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    BinaryWriter u8(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    BinaryWriter u32(int value) {
        room(5);
        int rest = value;
        while (rest >>> 7 != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    BinaryWriter s64(long value) {
        room(10);
        long rest = value;
        while (rest != (rest << 57 >> 57)) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>= 7;
        }
        bytes[size++] = (byte) (rest & 0x7f);
        return this;
    }

    BinaryWriter s32(int value) {
        return s64(value);
    }

    BinaryWriter fixed32(int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            u8(value >>> shift);
        }
        return this;
    }

    BinaryWriter fixed64(long value) {
        return fixed32((int) value).fixed32((int) (value >>> 32));
    }

    BinaryWriter name(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return u32(encoded.length).bytes(encoded, 0, encoded.length);
    }

    BinaryWriter bytes(byte[] source, int start, int end) {
        room(end - start);
        System.arraycopy(source, start, bytes, size, end - start);
        size += end - start;
        return this;
    }

    BinaryWriter append(BinaryWriter part) {
        return bytes(part.bytes, 0, part.size);
    }

    /** Its size, then a part. */
    BinaryWriter sized(BinaryWriter part) {
        return u32(part.size).append(part);
    }

    private void room(int wanted) {
        if (wanted > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + wanted));
        }
    }
}
