package lapidary.host.storage;

/**
 * A place in a write-ahead log: after a frame, or after the log's header. A log that was written
 * anew from its start has other salts.
 *
 * @param offset in the file; 0 before the header was read
 * @param sum1 of all that is before it, as {@code sum2}
 */
public record WalPlace(int salt1, int salt2, long offset, int sum1, int sum2) {
    /** Before anything. */
    public static final WalPlace NONE = new WalPlace(0, 0, 0, 0, 0);

    /** Whether this and the other are in the same log, not one that was written over it. */
    public boolean isInLogOf(WalPlace other) {
        return salt1 == other.salt1 && salt2 == other.salt2;
    }
}
