package lapidary.host.archive;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import lapidary.host.ltx.LtxException;
import lapidary.host.ltx.LtxReader;
import lapidary.host.ltx.PageSums;

/**
 * A database file that is put together from LTX files, one after the other, each checked against
 * what is there before and after it. Confined to its owner.
 */
final class DatabaseImage implements AutoCloseable {
    private final FileChannel channel;
    private final long bytesMax;
    private final PageSums sums = new PageSums();
    private long txid;
    private int pageSize;

    /**
     * @param bytesMax how large the database may become
     */
    DatabaseImage(Path file, long bytesMax) throws IOException {
        this.channel = FileChannel.open(file, CREATE, TRUNCATE_EXISTING, READ, WRITE);
        this.bytesMax = bytesMax;
    }

    /** Writes the pages of the next file of the chain. */
    void apply(LtxReader reader) throws IOException {
        var header = reader.header();
        boolean follows =
                header.isSnapshot()
                        ? txid == 0
                        : header.txidMin() == txid + 1
                                && header.pageSize() == pageSize
                                && header.checksumBefore() == sums.checksum();
        if (!follows) {
            throw new LtxException("the files of the archive do not follow one another");
        }
        if ((long) header.pages() * header.pageSize() > bytesMax) {
            throw new LtxException("the database would have over " + bytesMax + " bytes");
        }
        for (int page = reader.next(); page != 0; page = reader.next()) {
            byte[] bytes = reader.page();
            write(bytes, (page - 1L) * bytes.length);
            sums.set(page, PageSums.ofPage(page, bytes, 0, bytes.length));
        }
        sums.truncate(header.pages());
        channel.truncate((long) header.pages() * header.pageSize());
        if (sums.checksum() != reader.checksumAfter()) {
            throw new LtxException("the database is not what it was: its checksum is another");
        }
        txid = header.txidMax();
        pageSize = header.pageSize();
    }

    /** Makes it durable. */
    @Override
    public void close() throws IOException {
        try (channel) {
            channel.force(true);
        }
    }

    private void write(byte[] bytes, long offset) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer, offset + buffer.position());
        }
    }
}
