package lapidary.abi;

import static lapidary.abi.ValueTag.TAG_BLOB;
import static lapidary.abi.ValueTag.TAG_INTEGER;
import static lapidary.abi.ValueTag.TAG_NULL;
import static lapidary.abi.ValueTag.TAG_REAL;
import static lapidary.abi.ValueTag.TAG_TEXT;

import java.util.Arrays;

/**
 * Reads <em>values</em>: SQL values, each a {@link ValueTag} and its payload, to the end of the
 * slice. Not thread-safe.
 *
 * <pre>{@code
 * while (values.next()) { switch (values.tag()) { … } }
 * }</pre>
 *
 * <p>Copies nothing until asked. An accessor for another tag than the value's is a mistake of the
 * caller's, not of the guest's.
 */
public final class ValuesReader {
    private final byte[] bytes;
    private final SliceCursor cursor;
    private byte tag;
    private int offset;
    private int length;

    /**
     * Over a slice, which must not change while it is read. It lies within the array, or is empty:
     * an empty one may lie anywhere, as a guest's may.
     */
    public ValuesReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.cursor = new SliceCursor(bytes, offset, length);
    }

    /**
     * Steps to the next value; false at the end.
     *
     * @throws EncodingException if what is left does not begin with a whole value
     */
    public boolean next() {
        if (cursor.isAtEnd()) {
            return false;
        }
        int tagAt = cursor.position();
        tag = cursor.takeByte();
        length =
                switch (tag) {
                    case TAG_NULL -> 0;
                    case TAG_INTEGER, TAG_REAL -> eightBytes();
                    case TAG_TEXT -> cursor.takePrefixed("a text");
                    case TAG_BLOB -> cursor.takePrefixed("a blob");
                    default -> throw cursor.illFormed("unknown tag " + (tag & 0xff), tagAt);
                };
        offset = cursor.position() - length;
        return true;
    }

    private int eightBytes() {
        cursor.take(Long.BYTES, "a number");
        return Long.BYTES;
    }

    /** One of {@link ValueTag}. */
    public int tag() {
        return tag;
    }

    public long integer() {
        require(TAG_INTEGER);
        return LittleEndian.getLong(bytes, offset);
    }

    public double real() {
        require(TAG_REAL);
        return Double.longBitsToDouble(LittleEndian.getLong(bytes, offset));
    }

    /**
     * The text.
     *
     * @throws EncodingException if it is not UTF-8, with the offset in the text
     */
    public String text() {
        require(TAG_TEXT);
        return Utf8.decode(bytes, offset, length);
    }

    public byte[] blob() {
        require(TAG_BLOB);
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** Where the payload begins in the array: past the tag, and past the length if there is one. */
    public int offset() {
        return offset;
    }

    /** The payload's size in bytes: 0 for NULL, 8 for a number. */
    public int length() {
        return length;
    }

    private void require(byte expected) {
        if (tag != expected) {
            throw new IllegalStateException("the value has tag " + tag + ", not " + expected);
        }
    }
}
