package lapidary.host.ltx;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Reads one LTX file from its start to its end, checking all of it on the way: what was read may be
 * used once {@link #next} has returned 0. Holds one page. Confined to its owner, who closes the
 * stream.
 */
public final class LtxReader {
    private static final int END = 0;
    private static final int PART_BYTES = 8192;

    private final InputStream in;
    private final LtxHeader header;
    private final Crc64 crc = new Crc64();
    private final LZ4SafeDecompressor decompressor = LZ4Factory.safeInstance().safeDecompressor();
    private final byte[] compressed;
    private final byte[] page;

    /** What the index must be, for what was read. */
    private final Crc64 index = new Crc64();

    private final IndexEntry entry = new IndexEntry();
    private long indexBytes;
    private long position;
    private int lastPage;
    private long checksumAfter;
    private boolean atEnd;

    /** Reads the header. */
    public LtxReader(InputStream in) throws IOException {
        this.in = in;
        byte[] bytes = take(LtxHeader.BYTES);
        this.header = LtxHeader.decode(bytes);
        this.page = new byte[header.pageSize()];
        this.compressed =
                new byte
                        [LZ4Factory.safeInstance()
                                .fastCompressor()
                                .maxCompressedLength(header.pageSize())];
    }

    public LtxHeader header() {
        return header;
    }

    /**
     * The number of the next page, which is in {@link #page} until the next call; 0 if there was no
     * more, and the whole file was found to be as it was written.
     */
    public int next() throws IOException {
        if (atEnd) {
            return END;
        }
        long start = position;
        var frame = ByteBuffer.wrap(take(LtxWriter.END_BYTES));
        int number = frame.getInt();
        short flags = frame.getShort();
        if (number == END && flags == 0) {
            end();
            return END;
        }
        if (flags != LtxWriter.FLAG_SIZE) {
            throw new LtxException(
                    "page %d has flags %#x; only pages as LZ4 blocks with their size are read"
                            .formatted(number, flags));
        }
        PageOrder.check(header, lastPage, number);
        readPage(number);
        entry.of(number, start, position - start);
        index.update(entry.bytes, 0, entry.length);
        indexBytes += entry.length;
        lastPage = number;
        return number;
    }

    /** The page that {@link #next} named. */
    public byte[] page() {
        return page;
    }

    /** Of the database once all pages are applied; known at the end. */
    public long checksumAfter() {
        if (!atEnd) {
            throw new IllegalStateException("the file was not read to its end");
        }
        return checksumAfter;
    }

    private void readPage(int number) throws IOException {
        int size = ByteBuffer.wrap(take(Integer.BYTES)).getInt();
        if (size <= 0 || size > compressed.length) {
            throw new LtxException("page " + number + " cannot take " + size + " bytes");
        }
        fill(compressed, size);
        try {
            int length = decompressor.decompress(compressed, 0, size, page, 0);
            if (length != page.length) {
                throw new LtxException("page " + number + " is only " + length + " bytes long");
            }
        } catch (LZ4Exception _) {
            throw new LtxException("page " + number + " is not compressed as it should be");
        }
        crc.update(page);
    }

    private void end() throws IOException {
        PageOrder.checkEnd(header, lastPage);
        checkIndex();
        checksumAfter = ByteBuffer.wrap(take(Long.BYTES)).getLong();
        if (checksumAfter >= 0) {
            throw new LtxException("the checksum of the database is none");
        }
        long expected = crc.value() | PageSums.FLAG;
        byte[] last = new byte[Long.BYTES];
        fill(last, last.length);
        if (ByteBuffer.wrap(last).getLong() != expected) {
            throw new LtxException("the file is not as it was written: its checksum is another");
        }
        if (in.read() >= 0) {
            throw new LtxException("something follows the end of the file");
        }
        atEnd = true;
    }

    private void checkIndex() throws IOException {
        index.update(new byte[] {END});
        indexBytes++;
        var found = new Crc64();
        for (long left = indexBytes; left > 0; ) {
            byte[] part = take((int) Math.min(left, PART_BYTES));
            found.update(part);
            left -= part.length;
        }
        long size = ByteBuffer.wrap(take(Long.BYTES)).getLong();
        if (found.value() != index.value() || size != indexBytes) {
            throw new LtxException("the index does not fit the pages");
        }
    }

    private byte[] take(int length) throws IOException {
        byte[] bytes = new byte[length];
        fill(bytes, length);
        crc.update(bytes);
        return bytes;
    }

    private void fill(byte[] target, int length) throws IOException {
        int read = in.readNBytes(target, 0, length);
        position += read;
        if (read < length) {
            var cut = new LtxException("the file ends early, after " + position + " bytes");
            cut.initCause(new EOFException());
            throw cut;
        }
    }
}
