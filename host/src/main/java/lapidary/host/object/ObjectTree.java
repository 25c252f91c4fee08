package lapidary.host.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lapidary.abi.Limits;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.facet.Carriers;
import lapidary.host.json.Json;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryClaim;
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
 * reused. Facets are named by their {@link FacetPath}; the root, if it has a file, is one like the
 * others.
 *
 * <p>Thread-safe: {@code lock} is held while the file is read or written, and what is known is
 * looked up without it; it guards the claim, too. Who changes one facet keeps others from that same
 * facet. Nothing but {@link #nodes}, and what changes all, takes longer the more facets there are.
 */
final class ObjectTree implements AutoCloseable {
    private static final SchemaScripts SCHEMA =
            SchemaScripts.beside(ObjectTree.class, "V001__facets.sql", "V002__subtrees.sql");
    private static final String SELECT_ALL =
            """
            SELECT id, parent, name, options
              FROM _lap_facet
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
            VALUES (?, ?, ?, ?)
            """;
    private static final String UPDATE =
            """
            UPDATE _lap_facet
               SET options = ?
             WHERE id = ?
            """;
    private static final String ADOPT =
            """
            UPDATE _lap_facet
               SET parent = ?
             WHERE parent = ?
            """;
    private static final String DELETE =
            """
            DELETE FROM _lap_facet
             WHERE id = ?
            """;

    private static final TreeImages IMAGES = new TreeImages();

    /** Of the heap, for all facets of an object: some kilobytes each, if there are many. */
    private static final long OPTIONS_BYTES_MAX = 128L << 20;

    /** The parent of the root, and of those below it. */
    private static final long NOBODY = 0;

    /**
     * A facet in the tree.
     *
     * @param number of its file
     * @param options set on this object; empty if the namespace's hold, or it is not started
     */
    record Node(long number, Optional<StartOptions> options) {}

    private record Found(long number, long parent, String name, Optional<StartOptions> options) {}

    private final Path folder;
    private final Orphans orphans;
    private final Consumer<ObjectTree> onChange;
    private final MemoryClaim claim;
    private final ReentrantLock lock = new ReentrantLock();
    private final KnownNodes known = new KnownNodes();
    private long lastNumber;
    private boolean isSwept;
    private volatile boolean isLoaded;
    private volatile boolean isOnDisk;

    /**
     * @param folder of the object; there may be none yet
     * @param memory of which what is known of it is claimed, until this is closed
     * @param onChange is told when what there is has been read, and after each change
     */
    ObjectTree(Path folder, Orphans orphans, MemoryBudget memory, Consumer<ObjectTree> onChange) {
        this.folder = folder;
        this.orphans = orphans;
        this.claim = memory.claim();
        this.onChange = onChange;
    }

    /** As if it had been read: it was, by the object's predecessor in this process. */
    void wake(SleepingTrees.Tree asleep) {
        isOnDisk = true;
        isSwept = true;
        lastNumber = asleep.lastNumber();
        keep(() -> known.put(asleep.path(), new Node(asleep.number(), Optional.empty())));
        isLoaded = true;
    }

    /** What {@link #wake} takes; empty if there is more to it, or nothing. */
    Optional<SleepingTrees.Tree> asleep() {
        lock.lock();
        try {
            return known.only()
                    .filter(only -> isLoaded && isOnDisk && only.getValue().options().isEmpty())
                    .map(only ->
                            new SleepingTrees.Tree(
                                    only.getKey(), only.getValue().number(), lastNumber));
        } finally {
            lock.unlock();
        }
    }

    Optional<Node> find(String path) {
        load();
        return Optional.ofNullable(known.get(path));
    }

    /** All facets. */
    Map<String, Node> nodes() {
        load();
        return known.copy();
    }

    /** A facet, if it is there, and all below it: each after the one above it. */
    List<String> subtree(String top) {
        load();
        return known.subtree(top);
    }

    /** The names of the facets just below one, in order. */
    Collection<String> children(String path) {
        load();
        return known.children(path);
    }

    /** Whether there is a file of it, and so whether the object was there before. */
    boolean isOnDisk() {
        load();
        return isOnDisk;
    }

    /** The facet of that name, put into the tree if it is not there. */
    Node require(String path) {
        load();
        var node = known.get(path);
        if (node != null) {
            return node;
        }
        requireRoom(path);
        return insert(path, new Node(newNumber(), Optional.empty()));
    }

    /** Sets the options of a facet on this object. */
    void set(String path, StartOptions options) {
        load();
        var node = known.get(path);
        if (node == null) {
            requireRoom(path);
            insert(path, new Node(newNumber(), Optional.of(options)));
        } else {
            var changed = new Node(node.number(), Optional.of(options));
            reserve(path, changed);
            change(sql -> sql.execute(UPDATE, json(changed), node.number()));
            put(path, changed);
        }
    }

    /** Forgets the options of facets, which keep their data. */
    void clear(Collection<String> paths) {
        load();
        var cleared = new HashMap<String, Node>();
        for (String path : paths) {
            var node = known.get(path);
            if (node != null && node.options().isPresent()) {
                cleared.put(path, new Node(node.number(), Optional.empty()));
            }
        }
        if (!cleared.isEmpty()) {
            change(sql -> {
                cleared.values().forEach(node -> sql.execute(UPDATE, null, node.number()));
                return cleared.size();
            });
            keep(() -> known.putAll(cleared));
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
    void give(String path, long number) {
        load();
        var before = known.get(path);
        if (before == null) {
            requireRoom(path);
            insert(path, new Node(number, Optional.empty()));
            return;
        }
        var node = new Node(number, before.options());
        change(sql -> {
            sql.execute(DELETE, before.number());
            if (!path.isEmpty()) {
                sql.execute(ADOPT, number, before.number());
            }
            return insert(sql, path, node, Map.of());
        });
        put(path, node);
        removeFiles(before.number());
    }

    /**
     * From now on there are these facets at that place and below it, and no others; their files are
     * there, or none. Removes the files of those that were there before.
     *
     * @param expected those that may be there now
     * @return others that are there: then nothing was done
     */
    Set<String> replace(String top, Map<String, Node> next, Set<String> expected) {
        load();
        lock.lock();
        try {
            var before = known.subtree(top);
            if (!expected.containsAll(before)) {
                return before.stream()
                        .filter(path -> !expected.contains(path))
                        .collect(Collectors.toSet());
            }
            if (!before.isEmpty() || !next.isEmpty()) {
                replace(before, next);
            }
            return Set.of();
        } finally {
            lock.unlock();
        }
    }

    private void replace(List<String> before, Map<String, Node> next) {
        requireRoom(next.size() - before.size());
        var numbers = before.stream().map(path -> known.required(path).number()).toList();
        change(sql -> {
            numbers.forEach(number -> sql.execute(DELETE, number));
            next.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(FacetPath.TOP_DOWN))
                    .forEach(added -> insert(sql, added.getKey(), added.getValue(), next));
            return numbers.size();
        });
        keep(() -> known.replace(before, next));
        numbers.forEach(this::removeFiles);
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

    private void requireRoom(String path) {
        if (!FacetPath.parent(path).isEmpty() && known.get(FacetPath.parent(path)) == null) {
            throw new CallerException(
                    ErrorCode.FACET_NOT_FOUND, "the facet above this one was never started");
        }
        requireRoom(1);
    }

    private void requireRoom(int more) {
        if (more > 0 && known.size() + more > Limits.FACETS_PER_OBJECT_MAX) {
            throw new LimitException(
                    ErrorCode.FACETS_LIMIT_EXCEEDED,
                    "an object has at most "
                            + Limits.FACETS_PER_OBJECT_MAX
                            + " facets; delete some");
        }
    }

    private Node insert(String path, Node node) {
        reserve(path, node);
        Change insertion = sql -> insert(sql, path, node, Map.of());
        boolean isPlain = node.number() == 1 && node.options().isEmpty();
        change(insertion, isPlain ? Optional.of(path) : Optional.empty());
        put(path, node);
        return node;
    }

    /**
     * @param added with it, which may be above it
     */
    private long insert(HostSql sql, String path, Node node, Map<String, Node> added) {
        return sql.execute(
                INSERT, node.number(), parentNumber(path, added), FacetPath.name(path), json(node));
    }

    private long parentNumber(String path, Map<String, Node> added) {
        String parent = FacetPath.parent(path);
        if (parent.isEmpty()) {
            return NOBODY;
        }
        var node = added.get(parent);
        return (node != null ? node : known.required(parent)).number();
    }

    private void put(String path, Node node) {
        keep(() -> known.put(path, node));
    }

    /** Keeps in mind what was changed, or read. */
    private void keep(Runnable change) {
        lock.lock();
        try {
            change.run();
            claim.subtract(claim.bytes());
            claim.add(known.bytes());
        } finally {
            lock.unlock();
        }
        onChange.accept(this);
    }

    /** What is about to be added is claimed before. */
    private void reserve(String path, Node node) {
        long bytes = KnownNodes.bytes(path, node);
        lock.lock();
        try {
            if (node.options().isPresent() && known.bytes() + bytes > OPTIONS_BYTES_MAX) {
                throw new LimitException(
                        ErrorCode.FACETS_LIMIT_EXCEEDED,
                        "the options of all facets of an object take at most "
                                + OPTIONS_BYTES_MAX
                                + " bytes; give them less, or delete some");
            }
            claim.add(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what it claimed: nobody uses it any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            claim.close();
        } finally {
            lock.unlock();
        }
    }

    private interface Change {
        long with(HostSql sql);
    }

    private void change(Change change) {
        change(change, Optional.empty());
    }

    /**
     * @param plain the path of the facet of number 1 and without options that it inserts, and does
     *     nothing else
     */
    private void change(Change change, Optional<String> plain) {
        syncing(() -> {
            createFolder();
            boolean isDone = false;
            try {
                if (isOnDisk) {
                    changeFile(change);
                } else {
                    makeFile(change, plain);
                }
                isDone = true;
                return true;
            } finally {
                isLoaded = isLoaded && isDone; // or else the file knows better than we do
            }
        });
    }

    private void changeFile(Change change) {
        try (var database = open()) {
            database.transaction(change::with);
        }
    }

    private void makeFile(Change change, Optional<String> plain) {
        byte[] image =
                plain.map(path -> IMAGES.of(path, () -> image(change)))
                        .orElseGet(() -> image(change));
        HostDatabase.make(rootFile(), image);
        isOnDisk = true;
    }

    private static byte[] image(Change change) {
        return HostDatabase.image(SCHEMA, change::with);
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
        if (!isOnDisk && !isSwept) {
            removeTreeless();
            isSwept = true;
        }
        if (isOnDisk) {
            if (!isSwept) {
                syncNames();
            }
            try (var database = open()) {
                keep(database.query(SELECT_ALL, ObjectTree::found));
                long last =
                        database.queryFirst(SELECT_LAST_NUMBER, row -> row.integer(0)).orElse(0L);
                lastNumber = Math.max(lastNumber, last);
            }
            if (!isSwept) { // later there may be files whose numbers are still to be given
                orphans.sweep(folder, known.numbers());
                isSwept = true;
            }
            isLoaded = true;
            keep(() -> {});
        }
    }

    /** A process before this one was killed before it had made a tree: the numbers begin anew. */
    private void removeTreeless() {
        if (Files.exists(folder)) {
            orphans.sweep(folder, Set.of());
            syncNames();
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

    private void keep(List<Found> all) {
        var byNumber = all.stream().collect(Collectors.toMap(Found::number, found -> found));
        known.clear();
        for (var found : all) {
            known.put(path(found, byNumber), new Node(found.number(), found.options()));
        }
    }

    private static String path(Found found, Map<Long, Found> all) {
        var parent = all.get(found.parent());
        return parent == null ? found.name() : FacetPath.child(path(parent, all), found.name());
    }

    private <T> T syncing(Supplier<T> work) {
        lock.lock();
        try {
            return Carriers.whileSyncing(work);
        } finally {
            lock.unlock();
        }
    }

    private static Found found(Row row) {
        Optional<StartOptions> options =
                row.isNull(3)
                        ? Optional.empty()
                        : Optional.of(Json.read(row.text(3).getBytes(UTF_8), StartOptions.class));
        return new Found(row.integer(0), row.integer(1), row.text(2), options);
    }

    private Path rootFile() {
        return folder.resolve("0.db");
    }

    private HostDatabase open() {
        return HostDatabase.openBriefly(rootFile(), SCHEMA);
    }
}
