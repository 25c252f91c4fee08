package lapidary.host.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lapidary.host.cold.ColdStore;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.storage.DatabaseLimits;
import lapidary.host.storage.DurableFiles;

/** Brings back from the store what was. Needs no running archive. Immutable. */
public final class Restorer {
    private static final int DOCUMENT_BYTES_MAX = 64 << 20;
    private static final int PAGE = 1_000;

    private final ColdStore store;

    /**
     * The times to which a facet can be restored: any from the first to the last, and later ones as
     * to the last.
     */
    public record Range(long firstMillis, long lastMillis, int snapshots) {}

    public Restorer(ColdStore store) {
        this.store = store;
    }

    /**
     * Writes a facet's database as it was at a time, with nothing committed later; whole and
     * durable, checked against the checksums of the archive.
     *
     * @return when the last of it was shipped; empty, with no file, if the facet had nothing then
     * @throws CallerException if the archive does not go back so far
     * @throws FailureException if what is there is damaged
     */
    public Optional<Instant> restore(FacetKey key, Instant to, Path target) {
        var files = new LtxFiles(store, key);
        Path half = target.resolveSibling(target.getFileName() + ".new");
        try {
            var chain = Chain.find(files, to.toEpochMilli());
            if (chain.isEmpty() && isBornLater(files)) {
                return Optional.empty();
            }
            if (chain.isEmpty()) {
                throw tooEarly(key, to);
            }
            write(files, chain, half);
            DurableFiles.move(half, target);
            return Optional.of(
                    Instant.ofEpochMilli(files.header(chain.getLast()).timestampMillis()));
        } catch (IOException e) {
            throw failed("facet " + key.number() + " of the archive could not be restored", e);
        } finally {
            deleteQuietly(half);
        }
    }

    /** Whether the archive has its beginning, which then is after the time that was asked for. */
    private static boolean isBornLater(LtxFiles files) throws IOException {
        var snapshots = files.snapshots();
        return !snapshots.isEmpty()
                && files.header(snapshots.getFirst()).nodeId() == ClosedDatabase.BORN;
    }

    private static void write(LtxFiles files, List<LtxFiles.File> chain, Path target)
            throws IOException {
        try (var image = new DatabaseImage(target, DatabaseLimits.DEFAULT.fileBytes())) {
            for (var file : chain) {
                files.read(
                        file,
                        reader -> {
                            image.apply(reader);
                            return file;
                        });
            }
        }
    }

    /** What there is of a facet. */
    public Optional<Range> range(FacetKey key) {
        var files = new LtxFiles(store, key);
        try {
            var snapshots = files.snapshots();
            if (snapshots.isEmpty()) {
                return Optional.empty();
            }
            long first = files.header(snapshots.getFirst()).timestampMillis();
            var chain = Chain.after(files, snapshots.getLast(), Long.MAX_VALUE);
            var last = chain.isEmpty() ? snapshots.getLast() : chain.getLast();
            return Optional.of(
                    new Range(first, files.header(last).timestampMillis(), snapshots.size()));
        } catch (IOException e) {
            throw failed("the archive could not be read", e);
        }
    }

    /** The object's document as it was at a time. */
    public Optional<byte[]> document(ObjectKey object, Instant to) {
        try {
            return documents(object).reversed().stream()
                    .filter(name -> millisOf(name) <= to.toEpochMilli())
                    .findFirst()
                    .map(name -> read(object, name));
        } catch (IOException e) {
            throw failed("the archive could not be read", e);
        }
    }

    /** When the object's first document was written. */
    public Optional<Instant> firstDocument(ObjectKey object) {
        try {
            return documents(object).stream()
                    .findFirst()
                    .map(name -> Instant.ofEpochMilli(millisOf(name)));
        } catch (IOException e) {
            throw failed("the archive could not be read", e);
        }
    }

    private List<String> documents(ObjectKey object) throws IOException {
        var names = new ArrayList<String>();
        String after = "";
        while (true) {
            var page = store.list(object.treeFolder(), after, PAGE);
            if (page.isEmpty()) {
                return names;
            }
            page.stream().map(ColdStore.Entry::name).filter(Documents::isName).forEach(names::add);
            after = page.getLast().name();
        }
    }

    private byte[] read(ObjectKey object, String name) {
        try (var in = store.open(object.treeFolder() + "/" + name)) {
            return in.readNBytes(DOCUMENT_BYTES_MAX);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long millisOf(String name) {
        return Documents.millisOf(name);
    }

    private CallerException tooEarly(FacetKey key, Instant to) {
        String there =
                range(key)
                        .map(range ->
                                "there is "
                                        + Instant.ofEpochMilli(range.firstMillis())
                                        + " to "
                                        + Instant.ofEpochMilli(range.lastMillis()))
                        .orElse("there is nothing of it");
        return new CallerException(
                ErrorCode.RESTORE_TIME_UNAVAILABLE,
                "the archive has nothing of the facet at " + to + ": " + there);
    }

    private static FailureException failed(String message, IOException cause) {
        return new FailureException(ErrorCode.INTERNAL, message, cause);
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // an orphan: removed when the object wakes
        }
    }
}
