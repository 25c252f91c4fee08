package lapidary.abi;

/**
 * Writes SQL values one after the other, each as its {@link ValueTag} and payload. Not thread-safe.
 */
public final class ValuesWriter {
    private final GrowingBytes out = new GrowingBytes();

    public ValuesWriter addNull() {
        out.putByte(ValueTag.TAG_NULL);
        return this;
    }

    public ValuesWriter addInteger(long value) {
        out.putByte(ValueTag.TAG_INTEGER);
        out.putLong(value);
        return this;
    }

    /** All 64 bits cross as they are, those of a NaN too. */
    public ValuesWriter addReal(double value) {
        out.putByte(ValueTag.TAG_REAL);
        out.putLong(Double.doubleToRawLongBits(value));
        return this;
    }

    public ValuesWriter addText(byte[] utf8) {
        out.putByte(ValueTag.TAG_TEXT);
        out.putPrefixed(utf8, 0, utf8.length);
        return this;
    }

    public ValuesWriter addText(String text) {
        return addText(Utf8.encode(text));
    }

    public ValuesWriter addBlob(byte[] bytes) {
        out.putByte(ValueTag.TAG_BLOB);
        out.putPrefixed(bytes, 0, bytes.length);
        return this;
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
