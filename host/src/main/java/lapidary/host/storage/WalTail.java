package lapidary.host.storage;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a {@code -wal} file while SQLite writes it: frames are taken as long as their salts and the
 * running checksum hold, up to the last one that ends a commit. How long the file is says nothing,
 * since the log is written over from its start after a checkpoint.
 *
 * <p>The format is SQLite's, "The Write-Ahead Log". Confined to its owner. Opening and closing this
 * file, unlike the database's, costs SQLite none of its locks.
 */
public final class WalTail implements AutoCloseable {
    static final int HEADER_BYTES = 32;
    static final int FRAME_HEADER_BYTES = 24;
    private static final int MAGIC = 0x377F_0682;
    private static final int VERSION = 3_007_000;
    private static final int HEADER_SUMMED_BYTES = 24;
    private static final int FRAME_SUMMED_BYTES = 8;
    private static final int PAGE_BYTES_MIN = 512;
    private static final int PAGE_BYTES_MAX = 65_536;
    private static final int FRAMES_AT_ONCE = 32;
    private static final int FRAMES_MIN = 256;

    private final Path log;
    private final FileChannel channel;
    private WalPlace place;

    private WalTail(Path log, FileChannel channel, WalPlace place) {
        this.log = log;
        this.channel = channel;
        this.place = place;
    }

    /**
     * Opens the log of a database.
     *
     * @param place where to go on, if the log is still the one that this is in
     */
    public static WalTail open(Path database, WalPlace place) throws IOException {
        Path log = WalSync.walOf(database);
        return new WalTail(log, DurableFiles.open(log, READ), place);
    }

    /** Where the next frames are looked for. */
    public WalPlace place() {
        return place;
    }

    /** What was committed after the place, if anything. */
    public Optional<WalFrames> read() throws IOException {
        return readUpTo(Long.MAX_VALUE);
    }

    /** As {@link #read}, of what ends at that offset or before. */
    public Optional<WalFrames> readUpTo(long offset) throws IOException {
        var header = header();
        return header.isEmpty() ? Optional.empty() : new Scan(header.get(), offset).run();
    }

    /** Where the log begins that is there now; {@link WalPlace#NONE} if there is none. */
    public WalPlace start() throws IOException {
        return header().map(Header::start).orElse(WalPlace.NONE);
    }

    /** Makes all that was read durable; a sync that fails ends the process, as any other does. */
    public void force() throws IOException {
        DurableFiles.sync(log, channel, false);
    }

    /** Goes on after these frames, which are kept elsewhere now. */
    public void advance(WalFrames taken) {
        place = taken.end();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    static long frameOffset(long frame, int pageSize) {
        return HEADER_BYTES + frame * (FRAME_HEADER_BYTES + pageSize);
    }

    private record Header(ByteOrder order, int pageSize, WalPlace start) {}

    /** Empty if there is none yet, or if it is just being written. */
    private Optional<Header> header() throws IOException {
        var bytes = ByteBuffer.allocate(HEADER_BYTES);
        if (readFully(bytes, 0) < HEADER_BYTES) {
            return Optional.empty();
        }
        int magic = bytes.getInt(0);
        int pageSize = bytes.getInt(8);
        boolean isWal = (magic & ~1) == MAGIC && bytes.getInt(4) == VERSION;
        boolean isPage =
                pageSize >= PAGE_BYTES_MIN
                        && pageSize <= PAGE_BYTES_MAX
                        && Integer.bitCount(pageSize) == 1;
        if (!isWal || !isPage) {
            return Optional.empty();
        }
        var order = (magic & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        var sum = new Sum(0, 0);
        sum.add(bytes.duplicate().order(order), 0, HEADER_SUMMED_BYTES);
        if (sum.first != bytes.getInt(24) || sum.second != bytes.getInt(28)) {
            return Optional.empty();
        }
        var start =
                new WalPlace(
                        bytes.getInt(16), bytes.getInt(20), HEADER_BYTES, sum.first, sum.second);
        return Optional.of(new Header(order, pageSize, start));
    }

    private int readFully(ByteBuffer target, long offset) throws IOException {
        while (target.hasRemaining()) {
            int read = channel.read(target, offset + target.position());
            if (read < 0) {
                break;
            }
        }
        return target.position();
    }

    /** One look at what follows the place. */
    private final class Scan {
        private final Header header;
        private final int frameBytes;
        private final long limit;
        private final WalPlace start;
        private final Sum sum;
        private final ByteBuffer buffer;
        private long[] frames = new long[FRAMES_MIN];
        private int count;
        private int committedCount;
        private long commits;
        private int pages;
        private WalPlace end;

        Scan(Header header, long limit) {
            this.limit = limit;
            this.header = header;
            this.frameBytes = FRAME_HEADER_BYTES + header.pageSize();
            this.start = place.isInLogOf(header.start()) ? place : header.start();
            this.end = start;
            this.sum = new Sum(start.sum1(), start.sum2());
            this.buffer = ByteBuffer.allocate(FRAMES_AT_ONCE * frameBytes);
        }

        Optional<WalFrames> run() throws IOException {
            long offset = start.offset();
            boolean holds = true;
            while (holds) {
                int read = readFully(buffer.clear(), offset);
                int whole = read / frameBytes;
                for (int i = 0; i < whole && holds; i++) {
                    holds = take(i * frameBytes, offset + (long) i * frameBytes);
                }
                holds = holds && whole == FRAMES_AT_ONCE;
                offset += (long) whole * frameBytes;
            }
            return commits == 0 ? Optional.empty() : Optional.of(frames());
        }

        /** Whether the frame is one of this log, and follows the one before. */
        private boolean take(int at, long offset) {
            int page = buffer.getInt(at);
            int pagesAfter = buffer.getInt(at + 4);
            boolean isOfThisLog =
                    buffer.getInt(at + 8) == header.start().salt1()
                            && buffer.getInt(at + 12) == header.start().salt2();
            boolean isBeyond = offset + frameBytes > limit;
            if (!isOfThisLog || isBeyond || page <= 0 || pagesAfter < 0) {
                return false;
            }
            var ordered = buffer.duplicate().order(header.order());
            sum.add(ordered, at, FRAME_SUMMED_BYTES);
            sum.add(ordered, at + FRAME_HEADER_BYTES, header.pageSize());
            if (sum.first != buffer.getInt(at + 16) || sum.second != buffer.getInt(at + 20)) {
                return false;
            }
            add(page, (offset - HEADER_BYTES) / frameBytes);
            if (pagesAfter > 0) {
                committedCount = count;
                commits++;
                pages = pagesAfter;
                end =
                        new WalPlace(
                                start.salt1(),
                                start.salt2(),
                                offset + frameBytes,
                                sum.first,
                                sum.second);
            }
            return true;
        }

        private void add(int page, long frame) {
            if (count == frames.length) {
                frames = Arrays.copyOf(frames, count * 2);
            }
            frames[count++] = WalFrames.entry(page, frame);
        }

        private WalFrames frames() {
            return WalFrames.of(
                    channel,
                    start,
                    end,
                    commits,
                    pages,
                    header.pageSize(),
                    Arrays.copyOf(frames, committedCount));
        }
    }

    /** SQLite's running checksum. */
    private static final class Sum {
        private int first;
        private int second;

        Sum(int first, int second) {
            this.first = first;
            this.second = second;
        }

        void add(ByteBuffer words, int offset, int length) {
            int a = first;
            int b = second;
            for (int at = offset; at < offset + length; at += 2 * Integer.BYTES) {
                a += words.getInt(at) + b;
                b += words.getInt(at + Integer.BYTES) + a;
            }
            first = a;
            second = b;
        }
    }
}
