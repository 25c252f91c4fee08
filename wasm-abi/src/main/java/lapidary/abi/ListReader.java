package lapidary.abi;

import java.util.Arrays;

/**
 * Reads a <em>list</em>: byte strings, each {@code u32 length, bytes}, to the end of the slice. Not
 * thread-safe.
 *
 * <pre>{@code
 * while (list.next()) { … list.text() … }
 * }</pre>
 *
 * <p>Copies nothing until asked: {@link #offset()} and {@link #length()} say where an item is.
 */
public final class ListReader {
    private final byte[] bytes;
    private final SliceCursor cursor;
    private int offset;
    private int length;

    /**
     * Over a slice, which must not change while it is read. It lies within the array, or is empty:
     * an empty one may lie anywhere, as a guest's may.
     */
    public ListReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.cursor = new SliceCursor(bytes, offset, length);
    }

    /**
     * Steps to the next item; false at the end.
     *
     * @throws EncodingException if what is left does not begin with a whole item
     */
    public boolean next() {
        if (cursor.isAtEnd()) {
            return false;
        }
        length = cursor.takePrefixed("an item");
        offset = cursor.position() - length;
        return true;
    }

    /** Where the item begins in the array. */
    public int offset() {
        return offset;
    }

    /** The item's size in bytes. */
    public int length() {
        return length;
    }

    public byte[] copy() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /**
     * The item as text.
     *
     * @throws EncodingException if it is not UTF-8, with the offset in the item
     */
    public String text() {
        return Utf8.decode(bytes, offset, length);
    }
}
