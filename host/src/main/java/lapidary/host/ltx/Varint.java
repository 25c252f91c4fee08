package lapidary.host.ltx;

/** Unsigned numbers of variable length, seven bits a byte, the lowest first. */
final class Varint {
    static final int BYTES_MAX = 10;

    private Varint() {}

    /** Writes one; where the next begins. */
    static int put(byte[] target, int offset, long value) {
        int at = offset;
        long left = value;
        while ((left & ~0x7FL) != 0) {
            target[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        target[at++] = (byte) left;
        return at;
    }
}
