package lapidary.host.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import lapidary.host.facet.Carriers;
import lapidary.host.json.Json;
import lapidary.host.storage.DurableFiles;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.Row;
import lapidary.host.storage.SchemaScripts;
import org.jspecify.annotations.Nullable;

/**
 * Which facets an object has, and in which file each keeps its data: {@code 0.db} of the object's
 * folder, read when it is first asked for and written when the tree changes. Numbers are never
 * reused. A file that the tree does not name is removed when the tree is read.
 *
 * <p>Thread-safe: {@code lock} is held while the file is read or written, and what is known is
 * looked up without it. Who changes one facet keeps others from that same facet.
 */
final class ObjectTree {
    private static final SchemaScripts SCHEMA =
            SchemaScripts.beside(ObjectTree.class, "V001__facets.sql");
    private static final Pattern DATABASE_FILE =
            Pattern.compile("([1-9][0-9]*)\\.db(-wal|-shm|-journal|\\.new)?");
    private static final String SELECT_ALL =
            """
            SELECT id, name, options
              FROM _lap_facet
            """;
    private static final String UPSERT =
            """
            INSERT INTO _lap_facet (name, options)
            VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET options = excluded.options
            RETURNING id
            """;
    private static final String DELETE =
            """
            DELETE FROM _lap_facet
             WHERE name = ?
            """;

    /**
     * A facet in the tree.
     *
     * @param number of its file
     * @param options set on this object, or empty if the namespace's hold
     */
    record Node(long number, Optional<StartOptions> options) {}

    private final Path folder;
    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentHashMap<String, Node> nodes = new ConcurrentHashMap<>();
    private volatile boolean isLoaded;
    private volatile boolean isOnDisk;

    /**
     * @param folder of the object; there may be none yet
     */
    ObjectTree(Path folder) {
        this.folder = folder;
    }

    Optional<Node> find(String name) {
        load();
        return Optional.ofNullable(nodes.get(name));
    }

    Map<String, Node> nodes() {
        load();
        return Map.copyOf(nodes);
    }

    /** Whether there is a file of it, and so whether the object was there before. */
    boolean isOnDisk() {
        load();
        return isOnDisk;
    }

    /** The facet of that name, put into the tree if it is not there. */
    Node require(String name) {
        load();
        var node = nodes.get(name);
        return node != null ? node : write(name, Optional.empty());
    }

    /** Sets the options of a facet on this object. */
    Node set(String name, StartOptions options) {
        return write(name, Optional.of(options));
    }

    /** Takes a facet out of the tree, then removes its files: a crash between leaves an orphan. */
    void delete(String name) {
        load();
        if (!nodes.containsKey(name)) {
            return;
        }
        syncing(() -> {
            try (var database = open()) {
                database.execute(DELETE, name);
            }
            nodes.remove(name);
            sweep();
            return name;
        });
    }

    /** The database file of a facet. */
    Path file(Node node) {
        return folder.resolve(node.number() + ".db");
    }

    private Node write(String name, Optional<StartOptions> options) {
        @Nullable String json = options.map(o -> new String(Json.bytes(o), UTF_8)).orElse(null);
        return syncing(() -> {
            createFolder();
            try (var database = open()) {
                isOnDisk = true;
                long number = database.query(UPSERT, row -> row.integer(0), name, json).getFirst();
                var node = new Node(number, options);
                nodes.put(name, node);
                return node;
            }
        });
    }

    private void load() {
        if (!isLoaded) {
            syncing(() -> {
                if (!isLoaded) {
                    loadFromDisk();
                    isLoaded = true;
                }
                return isLoaded;
            });
        }
    }

    private void loadFromDisk() {
        isOnDisk = Files.exists(rootFile());
        if (isOnDisk) {
            try (var database = open()) {
                database.query(SELECT_ALL, this::keep);
            }
            sweep();
        }
    }

    private <T> T syncing(Supplier<T> work) {
        lock.lock();
        try {
            return Carriers.whileSyncing(work);
        } finally {
            lock.unlock();
        }
    }

    private Node keep(Row row) {
        Optional<StartOptions> options =
                row.isNull(2)
                        ? Optional.empty()
                        : Optional.of(Json.read(row.text(2).getBytes(UTF_8), StartOptions.class));
        var node = new Node(row.integer(0), options);
        nodes.put(row.text(1), node);
        return node;
    }

    private void sweep() {
        Set<Long> known = new HashSet<>();
        nodes.values().forEach(node -> known.add(node.number()));
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                var matcher = DATABASE_FILE.matcher(file.getFileName().toString());
                if (matcher.matches() && !known.contains(Long.parseLong(matcher.group(1)))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sweep " + folder, e);
        }
    }

    private void createFolder() {
        try {
            DurableFiles.createFolders(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }

    private Path rootFile() {
        return folder.resolve("0.db");
    }

    private HostDatabase open() {
        return HostDatabase.open(rootFile(), SCHEMA);
    }
}
