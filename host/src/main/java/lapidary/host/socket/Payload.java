package lapidary.host.socket;

/** Bytes that were received. Immutable, as long as nobody changes the array. */
public final class Payload {
    private final byte[] bytes;
    private final int length;

    /**
     * @param length how many of the first bytes count
     */
    public Payload(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** The array itself, of which the first {@link #length} bytes count. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }
}
