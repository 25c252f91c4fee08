package lapidary.host.ltx;

import java.nio.ByteBuffer;

/**
 * What an LTX file is about.
 *
 * @param pages of the database once the file is applied
 * @param timestampMillis when the last of its transactions was seen
 * @param checksumBefore of the database that it is to be applied to; 0 in a snapshot
 * @param walOffset where its frames began in the write-ahead log; 0 if they came from elsewhere
 * @param walSize bytes of them there
 * @param salt1 of that log, as {@code salt2}
 * @param nodeId what the writer likes to say of itself; 0 for nothing
 */
public record LtxHeader(
        int pageSize,
        int pages,
        long txidMin,
        long txidMax,
        long timestampMillis,
        long checksumBefore,
        long walOffset,
        long walSize,
        int salt1,
        int salt2,
        long nodeId) {
    static final int BYTES = 100;
    private static final int MAGIC = 0x4C54_5831; // LTX1
    private static final int PAGE_BYTES_MIN = 512;
    private static final int PAGE_BYTES_MAX = 65_536;
    private static final long PENDING_BYTE = 0x4000_0000;

    /** A header as it may stand in a file. */
    public LtxHeader {
        if (pageSize < PAGE_BYTES_MIN
                || pageSize > PAGE_BYTES_MAX
                || Integer.bitCount(pageSize) != 1) {
            throw new IllegalArgumentException("a page has 512 to 65536 bytes, not " + pageSize);
        }
        if (pages < 0) {
            throw new IllegalArgumentException("a database has less than 2^31 pages here");
        }
        if (txidMin <= 0 || txidMax < txidMin) {
            throw new IllegalArgumentException(
                    "transactions " + txidMin + " to " + txidMax + " are no range");
        }
        if ((txidMin == 1) != (checksumBefore == 0) || checksumBefore > 0) {
            throw new IllegalArgumentException("a snapshot alone has no checksum before it");
        }
        if (walOffset < 0 || walSize < 0 || (walOffset == 0 && (walSize | salt1 | salt2) != 0)) {
            throw new IllegalArgumentException("the place in the write-ahead log is none");
        }
    }

    /** Of pages that came from elsewhere than a write-ahead log. */
    public LtxHeader(
            int pageSize, int pages, long txidMin, long txidMax, long millis, long checksumBefore) {
        this(pageSize, pages, txidMin, txidMax, millis, checksumBefore, 0, 0, 0, 0, 0);
    }

    /** Whether it has every page, and needs nothing before it. */
    public boolean isSnapshot() {
        return txidMin == 1;
    }

    /** The page that SQLite never uses, which no file has. */
    public int lockPage() {
        return lockPage(pageSize);
    }

    /** As above. */
    public static int lockPage(int pageSize) {
        return (int) (PENDING_BYTE / pageSize) + 1;
    }

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .putInt(MAGIC)
                .putInt(0)
                .putInt(pageSize)
                .putInt(pages)
                .putLong(txidMin)
                .putLong(txidMax)
                .putLong(timestampMillis)
                .putLong(checksumBefore)
                .putLong(walOffset)
                .putLong(walSize)
                .putInt(salt1)
                .putInt(salt2)
                .putLong(nodeId)
                .array();
    }

    /** Reads the first bytes of a file. */
    public static LtxHeader decode(byte[] bytes) throws LtxException {
        if (bytes.length < BYTES) {
            throw new LtxException("the file is shorter than a header");
        }
        var in = ByteBuffer.wrap(bytes);
        if (in.getInt() != MAGIC) {
            throw new LtxException("the file does not begin as LTX does");
        }
        int flags = in.getInt();
        if (flags != 0) {
            throw new LtxException("the header's flags %#x are not known here".formatted(flags));
        }
        try {
            return new LtxHeader(
                    in.getInt(),
                    in.getInt(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.getInt(),
                    in.getInt(),
                    in.getLong());
        } catch (IllegalArgumentException e) {
            throw new LtxException("the header is wrong: " + e.getMessage());
        }
    }
}
