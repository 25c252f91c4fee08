package lapidary.host.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lapidary.host.cold.ColdStore;
import lapidary.host.ltx.LtxHeader;
import lapidary.host.ltx.LtxName;
import lapidary.host.ltx.LtxReader;

/** The LTX files of one facet in the store. Immutable. */
record LtxFiles(ColdStore store, FacetKey key) {
    private static final int HEADER_BYTES = 100;
    private static final int PAGE = 1_000;

    /** One of them. */
    record File(int level, LtxName name, long size) {}

    /** Some work with a file that is read. */
    interface Reading<T> {
        T with(LtxReader reader) throws IOException;
    }

    /** Files of a level in order, from the first whose transactions begin after {@code txid}. */
    List<File> page(int level, long txid) throws IOException {
        String after = new LtxName(Math.max(txid, 1), Long.MAX_VALUE).toString();
        var files = new ArrayList<File>();
        for (var entry : store.list(key.folder(level), txid == 0 ? "" : after, PAGE)) {
            LtxName.parse(entry.name())
                    .ifPresent(name -> files.add(new File(level, name, entry.size())));
        }
        return files;
    }

    /** All files of a level that begin after {@code txid}. */
    List<File> all(int level, long txid) throws IOException {
        var all = new ArrayList<File>();
        for (var page = page(level, txid); !page.isEmpty(); page = page(level, last(page))) {
            all.addAll(page);
        }
        return all;
    }

    /** Snapshots begin with the first transaction all; by their last one. */
    List<File> snapshots() throws IOException {
        var all = new ArrayList<File>();
        String after = "";
        while (true) {
            var entries = store.list(key.folder(Levels.SNAPSHOT), after, PAGE);
            if (entries.isEmpty()) {
                return all;
            }
            for (var entry : entries) {
                LtxName.parse(entry.name())
                        .filter(name -> name.txidMin() == 1)
                        .ifPresent(name -> all.add(new File(Levels.SNAPSHOT, name, entry.size())));
            }
            after = entries.getLast().name();
        }
    }

    LtxHeader header(File file) throws IOException {
        return LtxHeader.decode(store.range(keyOf(file), 0, HEADER_BYTES));
    }

    <T> T read(File file, Reading<T> work) throws IOException {
        try (var in = store.open(keyOf(file))) {
            return work.with(new LtxReader(in));
        }
    }

    void put(int level, LtxName name, Path file) throws IOException {
        store.put(key.folder(level) + "/" + name, file);
    }

    void delete(File file) throws IOException {
        store.delete(keyOf(file));
    }

    String keyOf(File file) {
        return key.folder(file.level()) + "/" + file.name();
    }

    private static long last(List<File> page) {
        return page.getLast().name().txidMin();
    }

    /** What a file on this machine begins and ends with: its header, and the checksum after it. */
    record Ends(LtxHeader header, long checksumAfter) {
        private static final int TRAILER_BYTES = 16;

        /** Empty if the file is no LTX file. */
        static Optional<Ends> of(Path file) {
            try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                long size = channel.size();
                if (size < HEADER_BYTES + TRAILER_BYTES) {
                    return Optional.empty();
                }
                var header = LtxHeader.decode(bytes(channel, 0, HEADER_BYTES));
                var trailer = ByteBuffer.wrap(bytes(channel, size - TRAILER_BYTES, TRAILER_BYTES));
                return Optional.of(new Ends(header, trailer.getLong()));
            } catch (IOException _) {
                return Optional.empty();
            }
        }

        private static byte[] bytes(FileChannel channel, long offset, int length)
                throws IOException {
            var bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new IOException("the file became shorter");
                }
            }
            return bytes.array();
        }
    }
}
