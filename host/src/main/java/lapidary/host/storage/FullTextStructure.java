package lapidary.host.storage;

import java.nio.ByteBuffer;

/**
 * The record in which FTS5 keeps the segments of an index: a cookie, how many levels and segments
 * there are, how often it wrote; then each level's merges and segments, and of each segment its
 * number, first and last page, and, since version 2, five numbers more. See {@code
 * fts5StructureDecode} in SQLite's {@code fts5_index.c}.
 */
final class FullTextStructure {
    private static final int COOKIE_BYTES = 4;
    private static final int VERSION_2 = 0xff000001;
    private static final int MORE_OF_VERSION_2 = 5;
    private static final int VARINT_BYTES_MAX = 9;
    private static final long MANY = Long.MAX_VALUE / 2;

    private final ByteBuffer record;

    private FullTextStructure(ByteBuffer record) {
        this.record = record;
    }

    /** Pages of all segments; very many if the record is not as it should be. */
    static long pages(byte[] record) {
        try {
            return new FullTextStructure(ByteBuffer.wrap(record)).pages();
        } catch (RuntimeException malformed) {
            return MANY;
        }
    }

    private long pages() {
        record.position(COOKIE_BYTES);
        boolean isVersion2 = record.remaining() >= COOKIE_BYTES && record.getInt() == VERSION_2;
        if (!isVersion2) {
            record.position(COOKIE_BYTES);
        }
        long levels = varint();
        varint();
        varint();
        long pages = 0;
        for (long level = 0; level < levels; level++) {
            varint();
            long segments = varint();
            for (long segment = 0; segment < segments; segment++) {
                pages += segmentPages(isVersion2);
            }
        }
        return pages;
    }

    private long segmentPages(boolean isVersion2) {
        varint();
        long first = varint();
        long last = varint();
        for (int i = 0; isVersion2 && i < MORE_OF_VERSION_2; i++) {
            varint();
        }
        return last < first || last > Integer.MAX_VALUE ? MANY : last - first + 1;
    }

    /** As SQLite writes them: seven bits a byte, the first ones first, all eight of a ninth. */
    private long varint() {
        long value = 0;
        for (int i = 1; i < VARINT_BYTES_MAX; i++) {
            byte next = record.get();
            value = (value << 7) | (next & 0x7f);
            if (next >= 0) {
                return value;
            }
        }
        return (value << 8) | (record.get() & 0xff);
    }
}
