package lapidary.host.object;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.facet.Facet;
import lapidary.host.facet.FacetLimits;
import lapidary.host.facet.FacetRetiredException;
import lapidary.host.storage.ObjectRoom;
import lapidary.host.usage.TotalUsage;

/**
 * An object that has been asked for: its tree, and those of its facets that are alive. There is
 * never more than one for an object.
 *
 * <p>Thread-safe: facets that are alive are found without a lock. One facet starts, changes and
 * ends under the lock of its name, which may be held while its turn, a compilation or a sync is
 * waited for: other facets do not notice. {@code life} says whether all this may still happen.
 */
final class LiveObject {
    private static final Duration IDLE_MAX = Duration.ofMinutes(1);

    private final ObjectId id;
    private final String name;
    private final ObjectServices services;
    private final Supervision supervision;
    private final ObjectTree tree;
    private final ObjectArchive archive;
    private final ObjectUsage usage;
    private final ObjectLife life = new ObjectLife();
    private final NameLocks locks = new NameLocks();
    private final ObjectRoom room;
    private final LiveFacets live;
    private final SubtreeChanges subtrees;
    private final DataChanges data;
    private volatile Optional<SleepingTrees.Tree> asleep = Optional.empty();

    /**
     * @param known the tree, if that is known and nobody has changed it since
     */
    LiveObject(
            ObjectId id,
            String namespace,
            String name,
            ObjectServices services,
            Optional<SleepingTrees.Tree> known) {
        this.id = id;
        this.name = name;
        this.services = services;
        this.archive = new ObjectArchive(services.archive(), id, name);
        this.tree =
                new ObjectTree(
                        id.folder(services.root()),
                        services.orphans(),
                        services.facets().memory(),
                        archive::treeChanged);
        known.ifPresent(tree::wake);
        this.supervision = new Supervision(services.facets().modules(), tree, id, name);
        this.usage = new ObjectUsage(services, namespace, name);
        this.room = new ObjectRoom(() -> tree.nodes().values().stream().map(tree::file).toList());
        this.live = new LiveFacets(life, supervision, services.facets().memory());
        var parts =
                new ObjectParts(
                        id, name, services, supervision, tree, archive, usage, room, locks, live);
        this.subtrees = new SubtreeChanges(parts);
        this.data = new DataChanges(parts, life);
    }

    /**
     * The facet of that name, which is made if it is declared or started.
     *
     * @throws FacetRetiredException if this object was let go meanwhile: ask for it again
     */
    Facet facet(Namespace namespace, String path) throws InterruptedException {
        var running = live.upToDate(path, namespace);
        if (running.isPresent()) {
            return running.get();
        }
        life.enter();
        try (var _ = locks.lock(path)) {
            return start(namespace, path);
        } finally {
            life.leave();
        }
    }

    /** As {@link #facet}, for an event of the facet above it. */
    Facet facetForEvent(Namespace namespace, String path) throws InterruptedException {
        var running = live.upToDate(path, namespace);
        if (running.isPresent()) {
            return running.get();
        }
        life.enterAtOnce();
        try (var _ = locks.lock(path)) {
            return start(namespace, path);
        } finally {
            life.leave();
        }
    }

    /** As {@link #facet}, of a facet that the object has on disk; else nothing is made. */
    Optional<Facet> existing(Namespace namespace, String path) throws InterruptedException {
        var running = live.upToDate(path, namespace);
        if (running.isPresent()) {
            return running;
        }
        life.enter();
        try (var _ = locks.lock(path)) {
            return tree.find(path).map(_ -> start(namespace, path));
        } finally {
            life.leave();
        }
    }

    /** When the alarm of a facet is due, if its database is open. */
    Optional<OptionalLong> alarmDue(String path) {
        return live.find(path).flatMap(Facet::alarmDue);
    }

    /** Sets what a facet of this object runs as: abort, with all below it, then start. */
    void set(Namespace namespace, String path, StartOptions options) throws InterruptedException {
        life.enter();
        try {
            boolean isNamed = isDeclared(namespace, path); // and so followed where it leads
            var choice = supervision.choose(path, namespace, options);
            supervision.checkGranted(path, namespace, options);
            supervision.spec(namespace, path, choice);
            noteActive();
            subtrees.set(path, isNamed ? options : options.withModule(choice.digest().toString()));
            try (var _ = locks.lock(path)) {
                start(namespace, path);
            }
        } finally {
            life.leave();
        }
    }

    /** Starts a facet, unless it is. */
    void start(Namespace namespace, String path, StartOptions options) throws InterruptedException {
        life.enter();
        try {
            if (supervision.isStarted(path, namespace)) {
                return;
            }
            var choice = supervision.choose(path, namespace, options);
            supervision.checkGranted(path, namespace, options);
            supervision.spec(namespace, path, choice);
            noteActive();
            subtrees.start(path, options.withModule(choice.digest().toString()));
        } finally {
            life.leave();
        }
    }

    /** Ends what runs in a facet and all below it, and that any of it is started. */
    void stop(String path, String reason) throws InterruptedException {
        life.enter();
        try {
            subtrees.abort(path, reason, _ -> true);
        } finally {
            life.leave();
        }
    }

    /** Whether a facet runs when it is asked for. */
    boolean isStarted(Namespace namespace, String path) throws InterruptedException {
        return reading(() -> supervision.isStarted(path, namespace));
    }

    /** The names of the facets just below another. */
    List<String> children(String path) throws InterruptedException {
        return reading(() -> List.copyOf(tree.children(path)));
    }

    /**
     * Starts a facet for an event of the one above it.
     *
     * @param options with the digest of its module
     */
    void startForEvent(String path, StartOptions options) throws InterruptedException {
        life.enterAtOnce();
        try {
            subtrees.start(path, options);
        } finally {
            life.leave();
        }
    }

    /**
     * Ends what runs in a facet and all below it. Below the built-in supervisor the next event of a
     * facet starts it again; what is below that, and all else but the root, is not started from
     * then on.
     */
    boolean abort(Namespace namespace, String path, String reason) throws InterruptedException {
        life.enter();
        try {
            subtrees.abort(
                    path, reason, each -> !(each.equals(path) && isDeclared(namespace, each)));
            return tree.find(path).isPresent();
        } finally {
            life.leave();
        }
    }

    /** As {@link #abort}, for an event of the facet above it. */
    void abortForEvent(String path, String reason) throws InterruptedException {
        life.enterAtOnce();
        try {
            subtrees.abort(path, reason, _ -> true);
        } finally {
            life.leave();
        }
    }

    /** Whether the namespace says what it runs: the root, and what the built-in supervisor has. */
    private static boolean isDeclared(Namespace namespace, String path) {
        return path.isEmpty()
                || (namespace.document().supervisor() == null && path.indexOf('/') < 0);
    }

    /** Removes a facet with its data, and all below it; whether it was there. */
    boolean delete(String path) throws InterruptedException {
        life.enter();
        try {
            return subtrees.delete(path);
        } finally {
            life.leave();
        }
    }

    /** As {@link #delete}, for an event of the facet above it. */
    void deleteForEvent(String path) throws InterruptedException {
        life.enterAtOnce();
        try {
            subtrees.delete(path);
        } finally {
            life.leave();
        }
    }

    /** Copies a facet's data and that of all below it over another's, which is stopped. */
    void copy(Namespace namespace, String from, String to) throws InterruptedException {
        life.enter();
        try {
            if (!tree.isOnDisk()) {
                throw noSuchObject();
            }
            noteActive();
            subtrees.copy(namespace, from, to, isDeclared(namespace, to));
        } finally {
            life.leave();
        }
    }

    /** As {@link #copy}, for an event of the facet above both. */
    void copyForEvent(Namespace namespace, String from, String to) throws InterruptedException {
        life.enterAtOnce();
        try {
            subtrees.copy(namespace, from, to, false);
        } finally {
            life.leave();
        }
    }

    /** Downloads, replaces and restores data. */
    DataChanges data() {
        return data;
    }

    /** What can be restored. */
    ArchiveView archived() throws InterruptedException {
        return archive.view(nodes());
    }

    /** What a facet that somebody declares may use. */
    FacetLimits limits(Namespace namespace, String path) throws InterruptedException {
        return reading(() -> {
            supervision.choose(path, namespace);
            return supervision.limits(namespace, path);
        });
    }

    /** Removes the object: facets, data, and what the index says of it. */
    void deleteAll() throws InterruptedException {
        life.take();
        try {
            for (String path : live.paths()) {
                live.stop(path, facet -> facet.retireForGood("its object was deleted"));
            }
            usage.outlive(files());
            remove();
        } finally {
            life.giveBack();
        }
    }

    /** What the facets that are alive used, into the books. */
    void keepUsage() {
        live.all().forEach(facet -> facet.keepUsage(usage.books()));
    }

    /**
     * What facets used whose files a process before this one has left open or just closed, into the
     * books.
     */
    void keepUsageLeft() throws InterruptedException {
        for (var left : files().entrySet()) {
            life.enter();
            try (var _ = locks.lock(left.getKey())) {
                if (live.find(left.getKey()).isEmpty()) {
                    left.getValue().ifPresent(file -> usage.keepIfLeft(left.getKey(), file));
                }
            } finally {
                life.leave();
            }
        }
    }

    /** What a facet used since it has its data. */
    Optional<TotalUsage> usage(String path) throws InterruptedException {
        life.enter();
        try {
            return usageOf(path);
        } finally {
            life.leave();
        }
    }

    /** As {@link #usage}, for an event of this object. */
    Optional<TotalUsage> usageForEvent(String path) throws InterruptedException {
        life.enterAtOnce();
        try {
            return usageOf(path);
        } finally {
            life.leave();
        }
    }

    private Optional<TotalUsage> usageOf(String path) throws InterruptedException {
        try (var _ = locks.lock(path)) {
            return live.find(path)
                    .flatMap(Facet::usage)
                    .or(() -> tree.find(path).map(tree::file).map(ObjectUsage::total));
        }
    }

    private Map<String, Optional<Path>> files() {
        return ObjectUsage.files(tree, tree.subtree(FacetPath.ROOT));
    }

    /** The facets that it has on disk, by name. */
    Map<String, ObjectTree.Node> nodes() throws InterruptedException {
        return reading(tree::nodes);
    }

    Path file(ObjectTree.Node node) {
        return tree.file(node);
    }

    /** For events of its facets, as long as they run: what is below which. */
    ObjectTree tree() {
        return tree;
    }

    Supervision supervision() {
        return supervision;
    }

    /** Bytes in use in a facet's database. */
    long usedBytes(String path) {
        return tree.find(path).map(tree::file).map(room::usedBytes).orElse(0L);
    }

    /** The namespace that a facet which runs was last asked for in. */
    Optional<Namespace> namespaceOf(String path) {
        return live.namespaceOf(path);
    }

    boolean isRetired() {
        return life.isRetired();
    }

    boolean isAwake(String path) {
        return live.find(path).filter(Facet::isAwake).isPresent();
    }

    /**
     * Lets facets without events hibernate, and lets go of what has hibernated for long; at once if
     * that costs the next event nothing.
     *
     * @param isCrowded whether what hibernates is let go at once in any case
     * @return whether the whole object is let go
     */
    boolean sweep(boolean isCrowded) {
        Each.of(live.all(), Facet::tidy);
        return life.retireIf(() -> {
            boolean isAtOnce = isCrowded || plainTree().isPresent();
            live.retireAsleep(isAtOnce ? Duration.ZERO : IDLE_MAX);
            if (!live.isEmpty()) {
                return false;
            }
            asleep = plainTree(); // as it is now that no event can change it
            return true;
        });
    }

    /** An archive is to be told of trees as they are read, so then none is remembered. */
    private Optional<SleepingTrees.Tree> plainTree() {
        return archive.isKept() ? Optional.empty() : tree.asleep();
    }

    /** What its successor need not read, if it was let go by {@link #sweep}. */
    Optional<SleepingTrees.Tree> asleep() {
        return asleep;
    }

    /** Those of its facets that have an instance. */
    Stream<Facet> withInstance() {
        return live.withInstance();
    }

    /** Lets this object go, with its facets still open: they are to be closed. */
    Collection<Facet> letGo() {
        life.retire();
        return live.all();
    }

    /** It was let go, and nobody uses it any more. */
    void close() {
        tree.close();
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

    /** Whoever calls this has the lock of the name. */
    private Facet start(Namespace namespace, String path) {
        return live.start(
                path,
                namespace,
                (spec, share, below) -> {
                    noteActive();
                    var file = tree.file(tree.require(path));
                    var hint = services.alarms().slot(id.namespaceId(), name, path);
                    var door = services.doors().to(id.namespaceId(), name, path);
                    return new Facet(file, room, spec, share, services.facets(), hint, door, below);
                },
                caller -> new SupervisedFacets(path, this, services.facets(), caller));
    }

    /** Retired only when all is gone: until then nobody may make this object's successor. */
    private void remove() {
        boolean isGone = false;
        services.index().doom(id.namespaceId(), name);
        try {
            Trash.discard(id.folder(services.root()), services.trash());
            services.alarms().delete(id.namespaceId(), name);
            services.index().delete(id.namespaceId(), name);
            archive.deleted();
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

    private void noteActive() {
        data.noteActive();
    }
}
