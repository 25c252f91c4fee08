package lapidary.host.ltx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/**
 * Writes one LTX file, page by page in ascending order. Holds some ten bytes a page for the index.
 * Confined to its owner, who closes the stream.
 */
public final class LtxWriter {
    static final int FRAME_HEADER_BYTES = 10;
    static final int END_BYTES = 6;
    static final short FLAG_SIZE = 1;

    private final OutputStream out;
    private final LtxHeader header;
    private final Crc64 crc = new Crc64();
    private final LZ4Compressor compressor = LZ4Factory.safeInstance().fastCompressor();
    private final byte[] compressed;
    private final ByteArrayOutputStream index = new ByteArrayOutputStream();
    private final IndexEntry entry = new IndexEntry();
    private long written;
    private int lastPage;

    /** Writes the header. */
    public LtxWriter(OutputStream out, LtxHeader header) throws IOException {
        this.out = out;
        this.header = header;
        this.compressed = new byte[compressor.maxCompressedLength(header.pageSize())];
        put(header.encode());
    }

    /** Appends a page: the next that there is, in a snapshot; any after the last, otherwise. */
    public void page(int number, byte[] page, int offset) throws IOException {
        PageOrder.check(header, lastPage, number);
        int size = compressor.compress(page, offset, header.pageSize(), compressed, 0);
        long start = written;
        var frame = ByteBuffer.allocate(FRAME_HEADER_BYTES);
        put(frame.putInt(number).putShort(FLAG_SIZE).putInt(size).array());
        out.write(compressed, 0, size);
        crc.update(page, offset, header.pageSize());
        written += size;
        entry.of(number, start, written - start);
        index.write(entry.bytes, 0, entry.length);
        lastPage = number;
    }

    /**
     * Ends the file.
     *
     * @param checksumAfter of the database once this file is applied
     */
    public void finish(long checksumAfter) throws IOException {
        PageOrder.checkEnd(header, lastPage);
        put(new byte[END_BYTES]);
        index.write(0);
        put(index.toByteArray());
        put(ByteBuffer.allocate(Long.BYTES).putLong(index.size()).array());
        put(ByteBuffer.allocate(Long.BYTES).putLong(checksumAfter).array());
        long fileChecksum = crc.value() | PageSums.FLAG;
        out.write(ByteBuffer.allocate(Long.BYTES).putLong(fileChecksum).array());
    }

    private void put(byte[] bytes) throws IOException {
        out.write(bytes);
        crc.update(bytes);
        written += bytes.length;
    }
}
