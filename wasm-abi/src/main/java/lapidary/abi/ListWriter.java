package lapidary.abi;

import java.util.Objects;

/** Writes byte strings one after the other, each as {@code u32 length, bytes}. Not thread-safe. */
public final class ListWriter {
    private final GrowingBytes out = new GrowingBytes();

    public ListWriter add(byte[] item) {
        out.putPrefixed(item, 0, item.length);
        return this;
    }

    public ListWriter add(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        out.putPrefixed(bytes, offset, length);
        return this;
    }

    public ListWriter add(String item) {
        return add(Utf8.encode(item));
    }

    /** Bytes written so far. */
    public int size() {
        return out.size();
    }

    /** The bytes themselves, the first {@link #size()} of them, until the next change. */
    public byte[] buffer() {
        return out.array();
    }

    public byte[] toByteArray() {
        return out.copy();
    }

    /** Starts afresh in the same buffer. */
    public void reset() {
        out.reset();
    }
}
