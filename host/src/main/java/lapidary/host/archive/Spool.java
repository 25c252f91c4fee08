package lapidary.host.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lapidary.host.ltx.LtxName;
import lapidary.host.storage.DurableFiles;

/**
 * The folder of one facet's files that are not in the store yet, durable on this machine; laid out
 * as the store is. The newest is kept, in {@code last}, when it has been put into the store: it
 * says how far the archive is. Confined to whoever owns the facet's archive.
 */
final class Spool {
    private static final int[] LEVELS = {0, Levels.SNAPSHOT};

    private final Path folder;

    /** A file, and its level. */
    record Pending(int level, LtxName name, Path file) {}

    Spool(Path root, FacetKey key) {
        this.folder = root.resolve(key.folder());
    }

    Path folder() {
        return folder;
    }

    /** Writes a file, durable when this returns. */
    void write(int level, LtxName name, DurableFiles.Content content) throws IOException {
        Path levelFolder = folder.resolve(Integer.toString(level));
        DurableFiles.createFolders(levelFolder);
        DurableFiles.write(levelFolder.resolve(name.toString()), content);
    }

    /** The file that says how far the archive is. */
    Optional<Path> newest() throws IOException {
        var pending = pending();
        if (!pending.isEmpty()) {
            return Optional.of(pending.getLast().file());
        }
        var kept = new ArrayList<Pending>();
        addAll(kept, lastFolder(), 0);
        return kept.stream()
                .max(Comparator.comparingLong(one -> one.name().txidMax()))
                .map(Pending::file);
    }

    /** What waits, in the order of its transactions. */
    List<Pending> pending() throws IOException {
        var all = new ArrayList<Pending>();
        for (int level : LEVELS) {
            addAll(all, folder.resolve(Integer.toString(level)), level);
        }
        all.sort(Comparator.comparingLong(pending -> pending.name().txidMax()));
        return all;
    }

    /** The store has it: in the place of the one before it. */
    void keep(Pending pending) throws IOException {
        var before = new ArrayList<Pending>();
        addAll(before, lastFolder(), 0);
        Files.createDirectories(lastFolder());
        Files.move(
                pending.file(),
                lastFolder().resolve(pending.name().toString()),
                StandardCopyOption.ATOMIC_MOVE);
        for (var older : before) {
            if (!older.name().equals(pending.name())) {
                Files.deleteIfExists(older.file());
            }
        }
    }

    private Path lastFolder() {
        return folder.resolve("last");
    }

    private static void addAll(List<Pending> target, Path folder, int level) throws IOException {
        try (var paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                LtxName.parse(path.getFileName().toString())
                        .ifPresent(name -> target.add(new Pending(level, name, path)));
            }
        } catch (NoSuchFileException _) {
            // nothing of this level yet
        }
    }
}
