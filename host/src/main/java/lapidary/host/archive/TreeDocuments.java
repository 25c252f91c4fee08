package lapidary.host.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import lapidary.host.cold.ColdStore;
import lapidary.host.storage.DurableFiles;

/**
 * Which facets objects had, and when: a document for each change, durable on this machine at once,
 * and put into the store later. The last one stays, in {@code last}, so that one that says the same
 * is not written again. Thread-safe: an object's documents are written by whoever changes its tree.
 */
final class TreeDocuments {
    private static final String LAST = "last";

    private final ColdStore store;
    private final Path root;
    private final InstantSource clock;
    private final Set<ObjectKey> pending = ConcurrentHashMap.newKeySet();

    TreeDocuments(ColdStore store, Path root, InstantSource clock) {
        this.store = store;
        this.root = root;
        this.clock = clock;
    }

    void write(ObjectKey object, byte[] document) {
        Path folder = root.resolve(object.treeFolder());
        try {
            DurableFiles.createFolders(folder);
            if (isKnown(folder, document)) {
                return;
            }
            DurableFiles.write(folder.resolve(Documents.name(clock.millis())), document);
            pending.add(object);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder, e);
        }
    }

    /** Puts into the store what waits. */
    void putAll() throws IOException {
        for (var object : List.copyOf(pending)) {
            pending.remove(object);
            try {
                put(object);
            } catch (IOException e) {
                pending.add(object);
                throw e;
            }
        }
    }

    /** What a host before this one did not get into the store. */
    void noteIfPending(ObjectKey object) throws IOException {
        Path folder = root.resolve(object.treeFolder());
        if (Files.isDirectory(folder) && !names(folder).isEmpty()) {
            pending.add(object);
        }
    }

    private void put(ObjectKey object) throws IOException {
        Path folder = root.resolve(object.treeFolder());
        for (String name : names(folder)) {
            Path file = folder.resolve(name);
            store.put(object.treeFolder() + "/" + name, file);
            Files.move(file, folder.resolve(LAST), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static boolean isKnown(Path folder, byte[] document) throws IOException {
        var names = names(folder);
        Path newest = folder.resolve(names.isEmpty() ? LAST : names.getLast());
        return Files.exists(newest) && Arrays.equals(Files.readAllBytes(newest), document);
    }

    private static List<String> names(Path folder) throws IOException {
        try (var paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString())
                    .filter(Documents::isName)
                    .sorted()
                    .toList();
        }
    }
}
