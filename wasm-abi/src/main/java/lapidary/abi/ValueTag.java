package lapidary.abi;

/** The first byte of each SQL value in the <em>values</em> encoding. */
public final class ValueTag {
    public static final byte TAG_NULL = 0;

    /** Then an {@code i64}. */
    public static final byte TAG_INTEGER = 1;

    /** Then an {@code f64}, all its bits. */
    public static final byte TAG_REAL = 2;

    /** Then a {@code u32} length and that many bytes of UTF-8. */
    public static final byte TAG_TEXT = 3;

    /** Then a {@code u32} length and that many bytes. */
    public static final byte TAG_BLOB = 4;

    private ValueTag() {}
}
