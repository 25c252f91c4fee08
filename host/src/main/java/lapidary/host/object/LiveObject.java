package lapidary.host.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.facet.Carriers;
import lapidary.host.facet.Facet;
import lapidary.host.facet.FacetDoor;
import lapidary.host.facet.FacetLimits;
import lapidary.host.facet.FacetRetiredException;
import lapidary.host.storage.DurableFiles;
import lapidary.host.storage.FacetFiles;
import lapidary.host.storage.ObjectRoom;
import lapidary.host.usage.TotalUsage;
import org.jspecify.annotations.Nullable;

/**
 * An object that has been asked for: its tree, and those of its facets that are alive. There is
 * never more than one for an object.
 *
 * <p>Thread-safe: {@code facets} is read without a lock. One facet starts, changes and ends under
 * the lock of its name, which may be held while its turn, a compilation or a sync is waited for:
 * other facets do not notice. {@code life} says whether all this may still happen.
 */
final class LiveObject {
    private static final Duration IDLE_MAX = Duration.ofMinutes(1);

    /** A facet that is alive, and what it was made from, to see whether that still holds. */
    private record Entry(Facet facet, Namespace namespace, BuiltInSupervisor.Choice choice) {}

    private final ObjectId id;
    private final String name;
    private final ObjectServices services;
    private final BuiltInSupervisor supervisor;
    private final ObjectTree tree;
    private final ObjectArchive archive;
    private final ObjectRoom room;
    private final ObjectUsage usage;
    private final ObjectLife life = new ObjectLife();
    private final NameLocks locks = new NameLocks();
    private final ConcurrentHashMap<String, Entry> facets = new ConcurrentHashMap<>();

    LiveObject(ObjectId id, String namespace, String name, ObjectServices services) {
        this.id = id;
        this.name = name;
        this.services = services;
        this.supervisor = new BuiltInSupervisor(services.facets().modules());
        this.archive = new ObjectArchive(services.archive(), id, name);
        this.tree =
                new ObjectTree(
                        id.folder(services.root()), services.orphans(), archive::treeChanged);
        this.usage = new ObjectUsage(services, namespace, name);
        this.room = new ObjectRoom(() -> tree.nodes().values().stream().map(tree::file).toList());
    }

    /**
     * The facet of that name, which is made if the namespace or the object declares it.
     *
     * @throws FacetRetiredException if this object was let go meanwhile: ask for it again
     */
    Facet facet(Namespace namespace, String facetName) throws InterruptedException {
        var entry = facets.get(facetName);
        if (entry != null && holdsStill(entry, namespace)) {
            return entry.facet();
        }
        life.enter();
        try (var _ = locks.lock(facetName)) {
            return start(namespace, facetName);
        } finally {
            life.leave();
        }
    }

    /** As {@link #facet}, of a facet that the object has on disk; else nothing is made. */
    Optional<Facet> existing(Namespace namespace, String facetName) throws InterruptedException {
        var entry = facets.get(facetName);
        if (entry != null && holdsStill(entry, namespace)) {
            return Optional.of(entry.facet());
        }
        life.enter();
        try (var _ = locks.lock(facetName)) {
            return tree.find(facetName).map(_ -> start(namespace, facetName));
        } finally {
            life.leave();
        }
    }

    /** When the alarm of a facet is due, if its database is open. */
    Optional<OptionalLong> alarmDue(String facetName) {
        return Optional.ofNullable(facets.get(facetName))
                .flatMap(entry -> entry.facet().alarmDue());
    }

    /** Sets what a facet of this object runs as: abort, then start. */
    void set(Namespace namespace, String facetName, StartOptions options)
            throws InterruptedException {
        life.enter();
        try (var _ = locks.lock(facetName)) {
            var choice = supervisor.choose(facetName, Optional.of(options), namespace);
            supervisor.spec(namespace, name, facetName, choice);
            noteActive();
            stop(facetName, "its module or options were changed");
            services.index().noteUse(options.module(), id.namespaceId(), name, facetName);
            tree.set(facetName, options);
            services.index().forgetOtherUses(options.module(), id.namespaceId(), name, facetName);
            start(namespace, facetName);
            services.alarms().unpark(id.namespaceId());
        } finally {
            life.leave();
        }
    }

    /** Ends what runs in a facet, and drops its instance; its next event starts it again. */
    boolean abort(String facetName, String reason) throws InterruptedException {
        var entry = facets.get(facetName);
        if (entry != null) {
            entry.facet().abort(reason);
        }
        return has(facetName);
    }

    /** Removes a facet with its data. */
    boolean delete(String facetName) throws InterruptedException {
        life.enter();
        try (var _ = locks.lock(facetName)) {
            var node = tree.find(facetName);
            stopForGood(facetName, "it was deleted");
            usage.outlive(Map.of(facetName, node.map(tree::file)));
            tree.delete(facetName);
            node.map(tree::file).ifPresent(room::forget);
            services.alarms().delete(id.namespaceId(), name, facetName);
            services.index().forgetUse(id.namespaceId(), name, facetName);
            return node.isPresent();
        } finally {
            life.leave();
        }
    }

    /**
     * Copies a facet's data over another's, which is stopped; its options stay as they are. Onto
     * itself a facet is only stopped, and its next event starts it again; one that was never there
     * has nothing, and so has what it is copied over.
     */
    void copy(Namespace namespace, String from, String to) throws InterruptedException {
        life.enter();
        try (var _ = locks.lock(min(from, to));
                var _ = locks.lock(max(from, to))) {
            if (!tree.isOnDisk()) {
                throw noSuchObject();
            }
            if (from.equals(to)) {
                stop(to, "it was cloned onto itself");
                return;
            }
            noteActive();
            boolean isThere = tree.find(from).isPresent();
            replace(
                    namespace,
                    to,
                    "it was cloned over",
                    target -> {
                        if (isThere) {
                            copyTo(from, target);
                        }
                    });
        } finally {
            life.leave();
        }
    }

    /** Writes a copy of a facet's database, whole, while the facet stays as it is. */
    void download(String facetName, StagedFile target) throws InterruptedException {
        life.enter();
        try (var _ = locks.lock(facetName)) {
            var node = tree.find(facetName).orElseThrow(LiveObject::noSuchFacet);
            target.requireRoom(FacetFiles.bytes(tree.file(node)));
            copyTo(facetName, target.path());
            FacetFiles.prepareForOthers(target.path());
        } finally {
            life.leave();
        }
    }

    /** Makes a file, which is ready for that, the database of a facet that somebody declares. */
    void upload(Namespace namespace, String facetName, Path file) throws InterruptedException {
        life.enter();
        try (var _ = locks.lock(facetName)) {
            supervisor.choose(facetName, options(facetName), namespace);
            noteActive();
            replace(
                    namespace,
                    facetName,
                    "its database was replaced",
                    target -> move(file, target));
        } finally {
            life.leave();
        }
    }

    /** Gives a facet the data that it had at a time; its options stay as they are. */
    Restored restore(Namespace namespace, String facetName, Instant to)
            throws InterruptedException {
        life.enter();
        try (var _ = locks.lock(facetName)) {
            var past = archive.at(to);
            var then = past.facet(facetName);
            var shipped = new AtomicReference<@Nullable Instant>();
            noteActive();
            replace(
                    namespace,
                    facetName,
                    "it was restored",
                    target -> shipped.set(past.write(then, target).orElse(null)));
            return new Restored(to, List.of(new Restored.Facet(facetName, shipped.get())));
        } finally {
            life.leave();
        }
    }

    /** Makes the object what it was at a time: its facets, their options and their data. */
    Restored restore(Instant to) throws InterruptedException {
        life.take();
        try {
            var restore = new ObjectRestore(tree, archive.at(to));
            for (String facetName : facets.keySet()) {
                stop(facetName, "its object was restored");
            }
            noteActive();
            restore.make(made -> {
                ObjectUsage.begin(made);
                archive.adopted(made);
            });
            var before = tree.nodes();
            usage.outlive(files());
            before.values().forEach(node -> room.forget(tree.file(node)));
            // They may have alarms: before they count, somebody is to look.
            restore.names()
                    .forEach(facetName ->
                            services.alarms()
                                    .cover(
                                            new AlarmIndex.Key(id.namespaceId(), name, facetName),
                                            AlarmIndex.TO_BE_LOOKED_AT));
            restore.take();
            before.keySet().stream()
                    .filter(facetName -> !restore.names().contains(facetName))
                    .forEach(facetName ->
                            services.alarms().delete(id.namespaceId(), name, facetName));
            restore.noteUses(services.index(), id.namespaceId(), name);
            return restore.restored();
        } finally {
            life.giveBack();
        }
    }

    /** What can be restored. */
    ArchiveView archived() throws InterruptedException {
        return archive.view(nodes());
    }

    /** What a facet that somebody declares may use. */
    FacetLimits limits(Namespace namespace, String facetName) throws InterruptedException {
        return reading(() -> {
            supervisor.choose(facetName, options(facetName), namespace);
            return supervisor.limits(namespace, facetName, options(facetName));
        });
    }

    /** Removes the object: facets, data, and what the index says of it. */
    void deleteAll() throws InterruptedException {
        life.take();
        try {
            for (String facetName : facets.keySet()) {
                stopForGood(facetName, "its object was deleted");
            }
            usage.outlive(files());
            remove();
        } finally {
            life.giveBack();
        }
    }

    /** What the facets that are alive used, into the books. */
    void keepUsage() {
        facets.values().forEach(entry -> entry.facet().keepUsage(usage.books()));
    }

    /**
     * What facets used whose files a process before this one has left open or just closed, into the
     * books.
     */
    void keepUsageLeft() throws InterruptedException {
        for (var left : files().entrySet()) {
            life.enter();
            try (var _ = locks.lock(left.getKey())) {
                if (!facets.containsKey(left.getKey())) {
                    left.getValue().ifPresent(file -> usage.keepIfLeft(left.getKey(), file));
                }
            } finally {
                life.leave();
            }
        }
    }

    /** What a facet used since it has its data. */
    Optional<TotalUsage> usage(String facetName) throws InterruptedException {
        life.enter();
        try (var _ = locks.lock(facetName)) {
            var known =
                    Optional.ofNullable(facets.get(facetName)).flatMap(it -> it.facet().usage());
            return known.or(() -> tree.find(facetName).map(tree::file).map(ObjectUsage::total));
        } finally {
            life.leave();
        }
    }

    private Map<String, Optional<Path>> files() {
        return tree.nodes().entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                node -> Optional.of(tree.file(node.getValue()))));
    }

    /** Whether it has a facet of that name on disk. */
    boolean has(String facetName) throws InterruptedException {
        return reading(() -> tree.find(facetName).isPresent());
    }

    /** The facets that it has on disk, by name. */
    Map<String, ObjectTree.Node> nodes() throws InterruptedException {
        return reading(tree::nodes);
    }

    Path file(ObjectTree.Node node) {
        return tree.file(node);
    }

    boolean isRetired() {
        return life.isRetired();
    }

    boolean isAwake(String facetName) {
        var entry = facets.get(facetName);
        return entry != null && entry.facet().isAwake();
    }

    /**
     * Lets facets without events hibernate, and lets go of what has hibernated for long.
     *
     * @param isCrowded whether what hibernates is let go at once
     * @return whether the whole object is let go
     */
    boolean sweep(boolean isCrowded) {
        var idle = isCrowded ? Duration.ZERO : IDLE_MAX;
        Each.of(facets.values(), entry -> entry.facet().tidy());
        return life.retireIf(() -> {
            facets.values().removeIf(entry -> entry.facet().retireIfAsleep(idle));
            return facets.isEmpty();
        });
    }

    /** Those of its facets that have an instance. */
    Stream<Facet> withInstance() {
        return facets.values().stream().map(Entry::facet).filter(Facet::hasInstance);
    }

    /** Lets this object go, with its facets still open: they are to be closed. */
    List<Facet> letGo() {
        life.retire();
        return facets.values().stream().map(Entry::facet).toList();
    }

    /** A changed document makes another namespace, so that a look at the reference is enough. */
    @SuppressWarnings("ReferenceEquality")
    private boolean holdsStill(Entry entry, Namespace namespace) {
        return entry.namespace() == namespace
                && !entry.facet().isRetired()
                && supervisor.holdsStill(entry.choice());
    }

    /** Of a live object only: two trees of one folder would remove each other's files. */
    private <T> T reading(Supplier<T> look) throws InterruptedException {
        life.enter();
        try {
            return look.get();
        } finally {
            life.leave();
        }
    }

    private Optional<StartOptions> options(String facetName) {
        return tree.find(facetName).flatMap(ObjectTree.Node::options);
    }

    /** Makes a facet's new database at a path, or nothing if it is to begin anew. */
    private interface Maker {
        void make(Path target) throws InterruptedException;
    }

    /**
     * Gives a facet another database, made whole before anybody notices. Whoever calls this has the
     * lock of the name.
     */
    private void replace(Namespace namespace, String facetName, String reason, Maker maker)
            throws InterruptedException {
        long number = tree.newNumber();
        var target = tree.file(number);
        boolean isReady = false;
        try {
            tree.createFolder();
            maker.make(target);
            ObjectUsage.begin(target);
            takeRoom(namespace, facetName, target);
            archiveIfThere(target);
            stop(facetName, reason);
            // It may have an alarm: before it counts, somebody is to look.
            services.alarms()
                    .cover(
                            new AlarmIndex.Key(id.namespaceId(), name, facetName),
                            AlarmIndex.TO_BE_LOOKED_AT);
            isReady = true;
        } finally {
            if (!isReady) {
                room.forget(target);
                tree.removeFiles(number);
            }
        }
        var before = tree.find(facetName);
        usage.outlive(Map.of(facetName, before.map(tree::file)));
        // If this fails nobody knows which of the two the tree names: both stay until it is read.
        tree.give(facetName, number);
        before.map(tree::file).ifPresent(room::forget);
    }

    private void archiveIfThere(Path file) {
        if (Files.exists(file)) {
            archive.adopted(file);
        }
    }

    /** For as long as a facet has two databases, only one of them counts. */
    private void takeRoom(Namespace namespace, String facetName, Path target) {
        var limits = supervisor.limits(namespace, facetName, options(facetName)).database();
        long before = tree.find(facetName).map(tree::file).map(room::usedBytes).orElse(0L);
        if (!room.takes(target, limits, before)) {
            throw new LimitException(
                    ErrorCode.STORAGE_FULL,
                    "the database is larger than the limits of its facet or object allow");
        }
    }

    /** Whoever calls this has the lock of the name, so that nobody starts the facet meanwhile. */
    private void copyTo(String facetName, Path target) throws InterruptedException {
        var entry = facets.get(facetName);
        if (entry != null && !entry.facet().isRetired()) {
            entry.facet().copyTo(target);
        } else {
            var file = tree.find(facetName).map(tree::file).orElseThrow(LiveObject::noSuchFacet);
            Carriers.whileSyncing(() -> {
                FacetFiles.copy(file, target);
                return true;
            });
        }
    }

    private static void move(Path file, Path target) {
        try {
            DurableFiles.move(file, target);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move " + file, e);
        }
    }

    private static String min(String one, String other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String max(String one, String other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** Whoever calls this has the lock of the name. */
    private Facet start(Namespace namespace, String facetName) {
        var choice = supervisor.choose(facetName, options(facetName), namespace);
        var spec = supervisor.spec(namespace, name, facetName, choice);
        var entry = facets.get(facetName);
        if (entry != null && !entry.facet().isRetired()) {
            entry.facet().become(spec);
            put(facetName, new Entry(entry.facet(), namespace, choice));
            return entry.facet();
        }
        noteActive();
        var file = tree.file(tree.require(facetName));
        var hint = services.alarms().slot(id.namespaceId(), name, facetName);
        var door = services.doors().to(id.namespaceId(), name, facetName);
        var facet = new Facet(file, room, spec, namespace.share(), services.facets(), hint, door);
        put(facetName, new Entry(facet, namespace, choice));
        return facet;
    }

    /** Unless nobody would find and close it any more. */
    private void put(String facetName, Entry entry) {
        life.whileLive(() -> facets.put(facetName, entry));
    }

    /** As long as an event runs that does not end, its facet is kept: there is only one. */
    private void stop(String facetName, String reason) throws InterruptedException {
        stop(facetName, facet -> facet.retire(reason));
    }

    /** As {@link #stop}, of one whose data goes, too. */
    private void stopForGood(String facetName, String reason) throws InterruptedException {
        stop(facetName, facet -> facet.retireForGood(reason));
    }

    private void stop(String facetName, FacetDoor.Action end) throws InterruptedException {
        var entry = facets.get(facetName);
        if (entry == null) {
            return;
        }
        try {
            end.with(entry.facet());
        } finally {
            if (entry.facet().isRetired()) {
                facets.remove(facetName, entry);
            }
        }
    }

    /** Retired only when all is gone: until then nobody may make this object's successor. */
    private void remove() {
        boolean isGone = false;
        services.index().doom(id.namespaceId(), name);
        try {
            Trash.discard(id.folder(services.root()), services.trash());
            services.alarms().delete(id.namespaceId(), name);
            services.index().delete(id.namespaceId(), name);
            archive.treeChanged(Map.of());
            isGone = true;
        } finally {
            try {
                if (!isGone) {
                    services.index().spare(id.namespaceId(), name);
                }
            } finally {
                life.retire();
            }
        }
    }

    static CallerException noSuchObject() {
        return new CallerException(
                ErrorCode.OBJECT_NOT_FOUND, "the namespace has no such object yet");
    }

    static CallerException noSuchFacet() {
        return new CallerException(
                ErrorCode.FACET_NOT_FOUND, "this object has no facet of that name yet");
    }

    /** An object that was there before is known to the index: the time can wait. */
    private void noteActive() {
        long now = services.facets().clock().millis();
        if (tree.isOnDisk()) {
            services.index().touchLater(id.namespaceId(), name, now);
        } else {
            services.index().touch(id.namespaceId(), name, id, now);
        }
    }
}
