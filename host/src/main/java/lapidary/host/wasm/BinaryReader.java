package lapidary.host.wasm;

import static lapidary.host.wasm.Refusals.beyond;
import static lapidary.host.wasm.Refusals.invalid;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a part of a module from front to back; each method takes what it names and moves on. Runs
 * past the end, over-long integers and ill-formed names are refused with their offset in the
 * module. Confined to one thread.
 */
final class BinaryReader {
    private final byte[] bytes;
    private final int end;
    private int position;

    BinaryReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    BinaryReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    int position() {
        return position;
    }

    void position(int newPosition) {
        position = newPosition;
    }

    int end() {
        return end;
    }

    boolean hasMore() {
        return position < end;
    }

    byte[] bytes() {
        return bytes;
    }

    int u8() {
        if (position >= end) {
            throw invalid(position, "unexpected end");
        }
        return bytes[position++] & 0xff;
    }

    int peek() {
        if (position >= end) {
            throw invalid(position, "unexpected end");
        }
        return bytes[position] & 0xff;
    }

    /** An unsigned 32-bit integer, in its bits. */
    int u32() {
        int first = u8();
        return first < 0x80 ? first : (int) unsigned(first, 32);
    }

    /** A count or an index, refused with {@code what} if over {@code limit}. */
    int count(String what, int limit) {
        int start = position;
        int value = u32();
        if (Integer.compareUnsigned(value, limit) > 0) {
            throw beyond(start, what, Integer.toUnsignedLong(value), limit);
        }
        return value;
    }

    /**
     * A count of items that take a byte each at least, so that a short module has no long lists.
     */
    int countOfItems(String what, int limit) {
        int start = position;
        int value = count(what, limit);
        if (value > end - position) {
            throw invalid(start, "unexpected end: " + what + " is " + value);
        }
        return value;
    }

    int s32() {
        return (int) signed(32);
    }

    long s33() {
        return signed(33);
    }

    long s64() {
        return signed(64);
    }

    void skip(int size) {
        if (size < 0 || size > end - position) {
            throw invalid(position, "unexpected end");
        }
        position += size;
    }

    /** A part of {@code size} bytes to read on its own; this reader moves behind it. */
    BinaryReader part(int size) {
        int start = position;
        skip(size);
        return new BinaryReader(bytes, start, position);
    }

    String name() {
        int size = count("length of a name", ImplementationLimits.NAME_BYTES_MAX);
        int start = position;
        skip(size);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, size))
                    .toString();
        } catch (CharacterCodingException _) {
            throw invalid(start, "malformed UTF-8 encoding");
        }
    }

    private long unsigned(int first, int bits) {
        int start = position - 1;
        long value = first & 0x7f;
        int next = first;
        for (int shift = 7; next >= 0x80; shift += 7) {
            if (shift >= bits) {
                throw invalid(start, "integer representation too long");
            }
            next = u8();
            if (bits - shift < 7 && (next & 0x7f) >>> (bits - shift) != 0) {
                throw tooLongOrTooLarge(start, next);
            }
            value |= (long) (next & 0x7f) << shift;
        }
        return value;
    }

    private long signed(int bits) {
        int start = position;
        long value = 0;
        int shift = 0;
        int next;
        do {
            if (shift >= bits) {
                throw invalid(start, "integer representation too long");
            }
            next = u8();
            if (bits - shift < 7) {
                checkSignBits(start, next, bits - shift);
            }
            value |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next >= 0x80);
        return shift < 64 ? value << (64 - shift) >> (64 - shift) : value;
    }

    /** In the last byte, what is left over beyond the integer's bits must repeat its sign. */
    private static void checkSignBits(int start, int next, int bitsLeft) {
        int signAndRest = (next & 0x7f) >> (bitsLeft - 1);
        int allOnes = 0x7f >> (bitsLeft - 1);
        if (signAndRest != 0 && signAndRest != allOnes) {
            throw tooLongOrTooLarge(start, next);
        }
    }

    private static RuntimeException tooLongOrTooLarge(int start, int next) {
        return invalid(
                start, next >= 0x80 ? "integer representation too long" : "integer too large");
    }
}
