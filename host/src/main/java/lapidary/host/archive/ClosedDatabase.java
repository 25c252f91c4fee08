package lapidary.host.archive;

import static java.nio.file.StandardOpenOption.READ;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lapidary.host.ltx.LtxHeader;
import lapidary.host.ltx.LtxName;
import lapidary.host.ltx.LtxWriter;
import lapidary.host.ltx.PageSums;
import lapidary.host.storage.WalFrames;
import lapidary.host.storage.WalPlace;
import lapidary.host.storage.WalTail;

/**
 * A database that SQLite does not have open, with the log that a host which was killed may have
 * left. Only now may its file be read: closing it costs SQLite its locks otherwise.
 */
final class ClosedDatabase {
    /** The node of the snapshot that a new facet begins with: before it there was nothing. */
    static final long BORN = 1;

    private static final int PAGE_SIZE_AT = 16;
    private static final int HEADER_BYTES = 100;
    private static final int PAGES_AT_ONCE = 64;

    private final Path file;

    /**
     * The sums of the pages at a place of the log.
     *
     * @param place where what follows is to be read from
     */
    record State(PageSums sums, WalPlace place) {}

    ClosedDatabase(Path file) {
        this.file = file;
    }

    /** Whether there is a log that may hold something. */
    static boolean hasLog(Path file) throws IOException {
        Path log = logOf(file);
        return Files.exists(log) && Files.size(log) > 0;
    }

    /** As it was after what that header is of; empty if the log does not go back to there. */
    Optional<State> at(LtxHeader header) throws IOException {
        var sums = sumsOfFile();
        if (sums.isEmpty()) {
            return Optional.empty();
        }
        var state = new State(sums.get(), WalPlace.NONE);
        if (!hasLog(file)) {
            return Optional.of(state);
        }
        try (var tail = WalTail.open(file, WalPlace.NONE)) {
            var start = tail.start();
            boolean isSameLog =
                    header.walOffset() > 0
                            && start.salt1() == header.salt1()
                            && start.salt2() == header.salt2();
            if (!isSameLog) {
                return Optional.of(state);
            }
            long end = header.walOffset() + header.walSize();
            var frames = tail.readUpTo(end);
            if (frames.isEmpty() || frames.get().end().offset() != end) {
                return Optional.empty();
            }
            overlay(sums.get(), frames.get());
            return Optional.of(new State(sums.get(), frames.get().end()));
        }
    }

    /** Writes all of it, with what the log has. */
    State writeSnapshot(Spool spool, long txid, long nowMillis, boolean isBorn) throws IOException {
        if (!hasLog(file)) {
            return writeSnapshot(spool, txid, nowMillis, isBorn, Optional.empty());
        }
        try (var tail = WalTail.open(file, WalPlace.NONE)) {
            var frames = tail.read();
            tail.force();
            return writeSnapshot(spool, txid, nowMillis, isBorn, frames);
        }
    }

    private State writeSnapshot(
            Spool spool, long txid, long nowMillis, boolean isBorn, Optional<WalFrames> frames)
            throws IOException {
        int pageSize = pageSize();
        int pages = frames.map(WalFrames::pages).orElse((int) (Files.size(file) / pageSize));
        var place = frames.map(WalFrames::end).orElse(WalPlace.NONE);
        var start = frames.map(WalFrames::start).orElse(WalPlace.NONE);
        var header =
                new LtxHeader(
                        pageSize,
                        pages,
                        1,
                        txid,
                        nowMillis,
                        0,
                        start.offset(),
                        place.offset() - start.offset(),
                        place.salt1(),
                        place.salt2(),
                        isBorn ? BORN : 0);
        var sums = new PageSums();
        spool.write(
                Levels.SNAPSHOT,
                new LtxName(1, txid),
                out -> {
                    var writer = new LtxWriter(out, header);
                    try (var channel = FileChannel.open(file, READ)) {
                        byte[] page = new byte[pageSize];
                        int changed = 0;
                        for (int number = 1; number <= pages; number++) {
                            if (number == header.lockPage()) {
                                continue;
                            }
                            while (frames.isPresent()
                                    && changed < frames.get().count()
                                    && frames.get().page(changed) < number) {
                                changed++;
                            }
                            boolean inLog =
                                    frames.isPresent()
                                            && changed < frames.get().count()
                                            && frames.get().page(changed) == number;
                            if (inLog) {
                                frames.get().read(changed, page);
                            } else {
                                read(channel, ByteBuffer.wrap(page), (number - 1L) * pageSize);
                            }
                            sums.set(number, PageSums.ofPage(number, page, 0, pageSize));
                            writer.page(number, page, 0);
                        }
                    }
                    writer.finish(sums.checksum());
                });
        return new State(sums, place);
    }

    private Optional<PageSums> sumsOfFile() throws IOException {
        int pageSize = pageSize();
        long size = Files.size(file);
        if (size % pageSize != 0) {
            return Optional.empty();
        }
        int lockPage = LtxHeader.lockPage(pageSize);
        var sums = new PageSums();
        byte[] part = new byte[PAGES_AT_ONCE * pageSize];
        try (var channel = FileChannel.open(file, READ)) {
            for (long offset = 0; offset < size; offset += part.length) {
                int length = (int) Math.min(part.length, size - offset);
                read(channel, ByteBuffer.wrap(part, 0, length), offset);
                for (int at = 0; at < length; at += pageSize) {
                    int number = (int) ((offset + at) / pageSize) + 1;
                    if (number != lockPage) {
                        sums.set(number, PageSums.ofPage(number, part, at, pageSize));
                    }
                }
            }
        }
        return Optional.of(sums);
    }

    private static void overlay(PageSums sums, WalFrames frames) throws IOException {
        byte[] page = new byte[frames.pageSize()];
        for (int i = 0; i < frames.count(); i++) {
            frames.read(i, page);
            sums.set(frames.page(i), PageSums.ofPage(frames.page(i), page, 0, page.length));
        }
        sums.truncate(frames.pages());
    }

    private int pageSize() throws IOException {
        var header = ByteBuffer.allocate(HEADER_BYTES);
        try (var channel = FileChannel.open(file, READ)) {
            read(channel, header, 0);
        }
        int size = header.getShort(PAGE_SIZE_AT) & 0xFFFF;
        return size == 1 ? 65_536 : size;
    }

    private static void read(FileChannel channel, ByteBuffer target, long offset)
            throws IOException {
        int start = target.position();
        while (target.hasRemaining()) {
            if (channel.read(target, offset + target.position() - start) < 0) {
                throw new EOFException("the database is shorter than it says");
            }
        }
    }

    private static Path logOf(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }
}
