package lapidary.host.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import lapidary.host.cold.ColdStore;
import lapidary.host.ltx.LtxException;
import lapidary.host.ltx.LtxHeader;
import lapidary.host.ltx.LtxName;
import lapidary.host.ltx.LtxReader;
import lapidary.host.ltx.LtxWriter;

/**
 * Files that follow one another become one: of each page the newest image, of what is past the end
 * of the database nothing. Reads all of them at once, a page of each in memory.
 */
final class Merge {
    /** Streams that are open at once. */
    static final int FILES_MAX = 64;

    private final ColdStore store;
    private final LtxFiles files;

    /** A file at one of its pages. */
    private record Source(int age, LtxReader reader, int page) {}

    Merge(LtxFiles files) {
        this.store = files.store();
        this.files = files;
    }

    /** The name of the file that those become. */
    static LtxName nameOf(List<LtxFiles.File> parts) {
        return new LtxName(parts.getFirst().name().txidMin(), parts.getLast().name().txidMax());
    }

    /**
     * Writes what those become.
     *
     * @throws LtxException if one is damaged, or does not begin where the one before ends
     */
    void write(List<LtxFiles.File> parts, OutputStream out) throws IOException {
        var streams = new ArrayList<InputStream>();
        try {
            var readers = new ArrayList<LtxReader>();
            for (var part : parts) {
                var stream = store.open(files.keyOf(part));
                streams.add(stream);
                readers.add(new LtxReader(stream));
            }
            merge(readers, out);
        } finally {
            for (var stream : streams) {
                stream.close();
            }
        }
    }

    private static void merge(List<LtxReader> readers, OutputStream out) throws IOException {
        var header = header(readers);
        var writer = new LtxWriter(out, header);
        var next =
                new PriorityQueue<>(
                        Comparator.comparingInt(Source::page)
                                .thenComparing(Comparator.comparingInt(Source::age).reversed()));
        for (int age = 0; age < readers.size(); age++) {
            advance(next, age, readers.get(age));
        }
        int written = 0;
        while (!next.isEmpty()) {
            var source = next.remove();
            if (source.page() != written && source.page() <= header.pages()) {
                writer.page(source.page(), source.reader().page(), 0);
                written = source.page();
            }
            advance(next, source.age(), source.reader());
        }
        checkChain(readers);
        writer.finish(readers.getLast().checksumAfter());
    }

    private static void advance(PriorityQueue<Source> next, int age, LtxReader reader)
            throws IOException {
        int page = reader.next();
        if (page > 0) {
            next.add(new Source(age, reader, page));
        }
    }

    private static LtxHeader header(List<LtxReader> readers) throws LtxException {
        var first = readers.getFirst().header();
        var last = readers.getLast().header();
        for (int i = 1; i < readers.size(); i++) {
            var before = readers.get(i - 1).header();
            var header = readers.get(i).header();
            if (header.txidMin() != before.txidMax() + 1 || header.pageSize() != first.pageSize()) {
                throw new LtxException("a file does not follow the one before it");
            }
        }
        return new LtxHeader(
                first.pageSize(),
                last.pages(),
                first.txidMin(),
                last.txidMax(),
                last.timestampMillis(),
                first.checksumBefore());
    }

    /** Known once all were read to their ends. */
    private static void checkChain(List<LtxReader> readers) throws LtxException {
        for (int i = 1; i < readers.size(); i++) {
            if (readers.get(i).header().checksumBefore() != readers.get(i - 1).checksumAfter()) {
                throw new LtxException("a file is of another database than the one before it");
            }
        }
    }
}
