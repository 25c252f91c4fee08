package lapidary.host.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lapidary.host.facet.Carriers;
import lapidary.host.json.Json;
import lapidary.host.storage.DurableFiles;
import lapidary.host.storage.FacetFiles;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.HostSql;
import lapidary.host.storage.Row;
import lapidary.host.storage.SchemaScripts;
import org.jspecify.annotations.Nullable;

/*
 * A change of the tree is one transaction of 0.db, and that is its moment. What it needs is made
 * before, whole and durable, in files with numbers that were never given; what it leaves over is
 * removed after. So a crash before it leaves files that the tree does not name, and a crash after it
 * as well; they are removed when the tree is read again.
 */
/**
 * Which facets an object has, and in which file each keeps its data: {@code 0.db} of the object's
 * folder, read when it is first asked for and written when the tree changes. Numbers are never
 * reused.
 *
 * <p>Thread-safe: {@code lock} is held while the file is read or written, and what is known is
 * looked up without it. Who changes one facet keeps others from that same facet.
 */
final class ObjectTree {
    private static final SchemaScripts SCHEMA =
            SchemaScripts.beside(ObjectTree.class, "V001__facets.sql", "V002__subtrees.sql");
    private static final String SELECT_ALL =
            """
            SELECT id, name, options
              FROM _lap_facet
             WHERE parent = 0
            """;
    private static final String SELECT_LAST_NUMBER =
            """
            SELECT seq
              FROM sqlite_sequence
             WHERE name = '_lap_facet'
            """;
    private static final String INSERT =
            """
            INSERT INTO _lap_facet (id, parent, name, options)
            VALUES (?, 0, ?, ?)
            """;
    private static final String UPDATE =
            """
            UPDATE _lap_facet
               SET options = ?
             WHERE id = ?
            """;
    private static final String DELETE =
            """
            DELETE FROM _lap_facet
             WHERE id = ?
            """;

    private static final String DELETE_ALL =
            """
            DELETE FROM _lap_facet
             WHERE parent = 0
            """;

    /**
     * A facet in the tree.
     *
     * @param number of its file
     * @param options set on this object, or empty if the namespace's hold
     */
    record Node(long number, Optional<StartOptions> options) {}

    private final Path folder;
    private final Orphans orphans;
    private final Consumer<Map<String, Node>> onChange;
    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentHashMap<String, Node> nodes = new ConcurrentHashMap<>();
    private long lastNumber;
    private boolean isSwept;
    private volatile boolean isLoaded;
    private volatile boolean isOnDisk;

    /**
     * @param folder of the object; there may be none yet
     * @param onChange is told of what there is, now and after each change
     */
    ObjectTree(Path folder, Orphans orphans, Consumer<Map<String, Node>> onChange) {
        this.folder = folder;
        this.orphans = orphans;
        this.onChange = onChange;
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
        return node != null ? node : insert(name, new Node(newNumber(), Optional.empty()));
    }

    /** Sets the options of a facet on this object. */
    void set(String name, StartOptions options) {
        load();
        var node = nodes.get(name);
        if (node == null) {
            insert(name, new Node(newNumber(), Optional.of(options)));
        } else {
            var changed = new Node(node.number(), Optional.of(options));
            change(sql -> sql.execute(UPDATE, json(changed), node.number()));
            put(name, changed);
        }
    }

    /** A number that no facet had: a file may be made under it, and then be given to a facet. */
    long newNumber() {
        load();
        lock.lock();
        try {
            return ++lastNumber;
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on a facet's data is what the file of that number has, or nothing without a file.
     */
    void give(String name, long number) {
        load();
        var before = nodes.get(name);
        if (before == null) {
            insert(name, new Node(number, Optional.empty()));
            return;
        }
        var node = new Node(number, before.options());
        change(sql -> {
            sql.execute(DELETE, before.number());
            return sql.execute(INSERT, number, name, json(node));
        });
        put(name, node);
        removeFiles(before.number());
    }

    /** From now on the object has these facets and no others; their files are there, or none. */
    void replaceAll(Map<String, Node> next) {
        load();
        var before = Map.copyOf(nodes);
        change(sql -> {
            long removed = sql.execute(DELETE_ALL);
            next.forEach((name, node) -> sql.execute(INSERT, node.number(), name, json(node)));
            return removed;
        });
        nodes.keySet().retainAll(next.keySet());
        nodes.putAll(next);
        onChange.accept(nodes());
        before.values().forEach(node -> removeFiles(node.number()));
    }

    /** Takes a facet out of the tree, then removes its files. */
    void delete(String name) {
        load();
        var node = nodes.get(name);
        if (node == null) {
            return;
        }
        change(sql -> sql.execute(DELETE, node.number()));
        nodes.remove(name);
        onChange.accept(nodes());
        removeFiles(node.number());
    }

    /** The database file of a facet. */
    Path file(Node node) {
        return file(node.number());
    }

    /** The database file of that number. */
    Path file(long number) {
        return folder.resolve(number + ".db");
    }

    /** Removes what was made under a number that no facet has. */
    void removeFiles(long number) {
        syncing(() -> {
            FacetFiles.delete(file(number));
            return true;
        });
    }

    /** Makes the folder, so that files can be made in it. */
    void createFolder() {
        try {
            DurableFiles.createFolders(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }

    private Node insert(String name, Node node) {
        change(sql -> sql.execute(INSERT, node.number(), name, json(node)));
        put(name, node);
        return node;
    }

    private void put(String name, Node node) {
        nodes.put(name, node);
        onChange.accept(nodes());
    }

    private interface Change {
        long with(HostSql sql);
    }

    private void change(Change change) {
        syncing(() -> {
            createFolder();
            boolean isDone = false;
            try (var database = open()) {
                isOnDisk = true;
                long changed = database.transaction(change::with);
                isDone = true;
                return changed;
            } finally {
                isLoaded = isLoaded && isDone; // or else the file knows better than we do
            }
        });
    }

    private static @Nullable String json(Node node) {
        return node.options().map(options -> new String(Json.bytes(options), UTF_8)).orElse(null);
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
            if (!isSwept) {
                syncNames();
            }
            try (var database = open()) {
                nodes.clear();
                database.query(SELECT_ALL, this::keep);
                long last =
                        database.queryFirst(SELECT_LAST_NUMBER, row -> row.integer(0)).orElse(0L);
                lastNumber = Math.max(lastNumber, last);
            }
            if (!isSwept) { // later there may be files whose numbers are still to be given
                orphans.sweep(folder, numbers());
                isSwept = true;
            }
            onChange.accept(Map.copyOf(nodes));
        }
    }

    /**
     * A process before this one may have been killed before it had synced what it made or removed,
     * the journal of its last change above all: what is read from now on must not change back.
     */
    private void syncNames() {
        try {
            DurableFiles.syncFolder(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sync " + folder, e);
        }
    }

    private Set<Long> numbers() {
        return nodes.values().stream().map(Node::number).collect(Collectors.toSet());
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

    private Path rootFile() {
        return folder.resolve("0.db");
    }

    private HostDatabase open() {
        return HostDatabase.openBriefly(rootFile(), SCHEMA);
    }
}
