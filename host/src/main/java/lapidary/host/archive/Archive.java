package lapidary.host.archive;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import lapidary.host.cold.ColdStore;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.ltx.LtxException;
import lapidary.host.storage.DurableFiles;
import lapidary.host.storage.WalFollower;

/**
 * Ships what facets commit into a store, about once a second, and keeps order there.
 *
 * <p>Thread-safe. {@code facets} is read without a lock; {@code round} is held by whoever ships,
 * which is one thread at a time, and guards {@code ladders}.
 */
public final class Archive implements WalFollower.Source, AutoCloseable {
    private static final Logger LOG = System.getLogger("lapidary.archive");
    private static final long PACE_MILLIS = 1_000;
    private static final long ROUND_WAIT_MILLIS = 30_000;
    private static final long TRIM_MILLIS = 3_600_000;
    private static final long COMPLAIN_MILLIS = 60_000;

    private final ColdStore store;
    private final Path root;
    private final Path objects;
    private final Path scratch;
    private final InstantSource clock;
    private final Duration retention;
    private final ConcurrentHashMap<FacetKey, FacetArchive> facets = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<FacetArchive> marked = new ConcurrentLinkedQueue<>();
    private final ReentrantLock round = new ReentrantLock();
    private final Map<FacetKey, Ladder> ladders = new HashMap<>();
    private final TreeDocuments trees;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::shipUntilClosing, "archive");
    private long trimmedMillis;
    private long complainedMillis;

    /**
     * An archive that ships when it is told to.
     *
     * @param dataFolder where objects are, and where files wait for the store
     * @param retention how far back one can restore
     */
    public Archive(ColdStore store, Path dataFolder, InstantSource clock, Duration retention) {
        this.store = store;
        this.root = dataFolder.resolve("shipping");
        this.objects = dataFolder.resolve("objects");
        this.scratch = root.resolve("merging");
        this.clock = clock;
        this.retention = retention;
        this.trees = new TreeDocuments(store, root, clock);
        this.trimmedMillis = clock.millis();
        try {
            DurableFiles.createFolders(scratch);
            empty(scratch);
            findPending();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + root, e);
        }
    }

    /** Ships about once a second from now on, until it is closed. */
    public Archive start() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** What restores from this archive. */
    public Restorer restorer() {
        return new Restorer(store);
    }

    @Override
    public WalFollower opening(Path file, boolean isNew) {
        var facet = facet(file);
        facet.opening(isNew);
        return facet;
    }

    /** A facet's file was made as a whole, and nobody has it open: it begins with what it has. */
    public void adopted(Path file) {
        var facet = facet(file);
        facet.opening(false);
        facet.closed();
        facet.mark();
    }

    /** What an object's facets are, from now on; durable on this machine when this returns. */
    public void treeChanged(ObjectKey object, byte[] document) {
        trees.write(object, document);
    }

    /** Puts all of an object into the store that was committed before this was called. */
    public void ship(ObjectKey object) {
        takeRound();
        try {
            trees.putAll();
            ship(key -> key.object().equals(object));
        } catch (IOException e) {
            throw new UncheckedIOException("the archive's store failed", e);
        } finally {
            round.unlock();
        }
    }

    /** Ships what was committed, merges what is due, and removes what is too old. */
    public void runOnce() {
        round.lock();
        try {
            for (var next = marked.poll(); next != null; next = marked.poll()) {
                next.unmark();
                next.capture();
                if (next.hasWork()) {
                    ladders.computeIfAbsent(next.key(), this::ladder);
                } else {
                    forgetIfUnused(next.key());
                }
            }
            trees.putAll();
            advanceAll();
            trimIfDue();
        } catch (IOException e) {
            complain("the archive's trees of facets wait for its store", e);
        } finally {
            round.unlock();
        }
    }

    /** Ships what is left. Facets are closed already. */
    @Override
    public void close() {
        if (closing.getCount() == 0) {
            return;
        }
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        runOnce();
    }

    private void shipUntilClosing() {
        try {
            while (!closing.await(PACE_MILLIS, MILLISECONDS)) {
                runSafely();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void runSafely() {
        try {
            runOnce();
        } catch (RuntimeException | Error e) { // the top of a thread: the next round may do better
            LOG.log(Level.ERROR, "a round of the archive failed", e);
        }
    }

    private void ship(Predicate<FacetKey> which) throws IOException {
        for (var entry : facets.entrySet()) {
            if (which.test(entry.getKey())) {
                entry.getValue().capture();
                entry.getValue().putAll();
                ladders.computeIfAbsent(entry.getKey(), this::ladder);
            }
        }
    }

    /** One facet's damaged file is no other's trouble. */
    private void advanceAll() {
        for (var entry : List.copyOf(ladders.entrySet())) {
            var key = entry.getKey();
            var facet = facets.get(key);
            try {
                if (facet != null) {
                    facet.putAll();
                    entry.getValue().advance(facet.takePut(), clock.millis());
                }
                if (facet == null || entry.getValue().isAtRest()) {
                    ladders.remove(key);
                    forgetIfUnused(key);
                }
            } catch (LtxException e) {
                ladders.put(key, ladder(key)); // looks at the store again
                complain("the archive of " + key + " has a file that is damaged", e);
            } catch (IOException | UncheckedIOException e) {
                ladders.put(key, ladder(key));
                complain("the archive waits for its store", e);
                return; // which each of the others would wait for, too
            }
        }
    }

    private void forgetIfUnused(FacetKey key) {
        facets.computeIfPresent(key, (_, facet) -> facet.isInUse() ? facet : null);
    }

    /** Not as long as a store may keep the archive's thread waiting. */
    private void takeRound() {
        try {
            if (!round.tryLock(ROUND_WAIT_MILLIS, MILLISECONDS)) {
                throw new LimitException(
                        ErrorCode.OVERLOADED, "the archive waits for its store; try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LimitException(ErrorCode.OVERLOADED, "interrupted", e);
        }
    }

    private void trimIfDue() {
        long now = clock.millis();
        if (now - trimmedMillis < TRIM_MILLIS) {
            return;
        }
        trimmedMillis = now;
        try {
            new Trimming(store, now - retention.toMillis(), () -> closing.getCount() == 0).run();
        } catch (IOException | UncheckedIOException e) {
            complain("what is too old was not removed from the archive", e);
        }
    }

    /** Some things fail each second until somebody acts. */
    private void complain(String what, Exception e) {
        long now = clock.millis();
        if (now - complainedMillis >= COMPLAIN_MILLIS) {
            complainedMillis = now;
            LOG.log(Level.WARNING, what, e);
        }
    }

    private Ladder ladder(FacetKey key) {
        return new Ladder(new LtxFiles(store, key), scratch);
    }

    /** The one of that file, which is kept until it is closed. */
    private FacetArchive facet(Path file) {
        var key = FacetKey.of(file);
        return facets.compute(
                key,
                (_, known) -> {
                    var found = known == null ? facet(key, file) : known;
                    found.willOpen();
                    return found;
                });
    }

    private FacetArchive facet(FacetKey key, Path file) {
        return new FacetArchive(new LtxFiles(store, key), file, root, clock, marked::add);
    }

    /** What a host before this one did not get into the store. */
    private void findPending() throws IOException {
        for (Path namespace : folders(root.resolve("objects"))) {
            for (Path object : folders(namespace)) {
                trees.noteIfPending(key(namespace, object));
                for (Path facet : folders(object)) {
                    findPending(namespace, object, facet.getFileName().toString());
                }
            }
        }
    }

    private void findPending(Path namespace, Path object, String number) throws IOException {
        if (!number.matches("[0-9]{1,18}")) {
            return;
        }
        var key = new FacetKey(key(namespace, object), Long.parseLong(number));
        if (!new Spool(root, key).pending().isEmpty()) {
            Path file =
                    objects.resolve(Long.toString(key.object().namespaceId()))
                            .resolve(key.object().id().substring(0, 2))
                            .resolve(key.object().id())
                            .resolve(number + ".db");
            var facet = facet(key, file);
            facet.expectPending();
            facets.put(key, facet);
            ladders.put(key, ladder(key));
        }
    }

    private static ObjectKey key(Path namespace, Path object) {
        return new ObjectKey(
                Long.parseLong(namespace.getFileName().toString()),
                object.getFileName().toString());
    }

    private static List<Path> folders(Path folder) throws IOException {
        var all = new ArrayList<Path>();
        try (var paths = Files.newDirectoryStream(folder, Files::isDirectory)) {
            paths.forEach(all::add);
        } catch (NoSuchFileException _) {
            // nothing yet
        }
        return all;
    }

    private static void empty(Path folder) throws IOException {
        try (var paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
        }
    }
}
