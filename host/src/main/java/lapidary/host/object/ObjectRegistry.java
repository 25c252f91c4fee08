package lapidary.host.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import lapidary.host.archive.Archive;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.facet.Carriers;
import lapidary.host.facet.Facet;
import lapidary.host.facet.FacetDoor;
import lapidary.host.facet.FacetRetiredException;
import lapidary.host.facet.FacetServices;
import lapidary.host.facet.Outcome;
import lapidary.host.facet.Outcome.Forwarded;
import lapidary.host.facet.SqlOutcome;
import lapidary.host.facet.SqlRequest;
import lapidary.host.fuel.Fuel;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.ReplyStream;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.Reclaimer;
import lapidary.host.storage.FacetFiles;
import lapidary.host.storage.HostDatabase;
import lapidary.host.usage.RequestId;
import lapidary.host.usage.TotalUsage;
import org.jspecify.annotations.Nullable;

/**
 * The one door to objects and facets: from names to the one live instance, which it makes on the
 * way. Thread-safe.
 */
public final class ObjectRegistry implements AutoCloseable, Reclaimer {
    private static final int DELETED_AT_ONCE = 100;

    /** Of more objects than this, none is kept that has no facet awake: each takes some KiB. */
    private static final int LIVE_MAX = 20_000;

    /** An object among those that have been asked for. */
    private record Key(long namespaceId, String name) {}

    /** A facet that may be without an event, and since when. */
    private record Idle(Facet facet, long sinceNanos) {}

    /** Something to do with a live facet. */
    private interface Action<T> {
        T with(Facet facet) throws InterruptedException;
    }

    /** Something to do with a live object. */
    private interface ObjectAction<T> {
        T with(Namespace namespace, LiveObject object) throws InterruptedException;
    }

    private final Namespaces namespaces;
    private final ObjectServices services;
    private final Staging staging;
    private final ConcurrentHashMap<Key, LiveObject> objects = new ConcurrentHashMap<>();

    /** Of those that are not among the objects. */
    private final SleepingTrees<Key> sleeping = new SleepingTrees<>();

    private volatile @Nullable OrphanWalk orphanWalk;
    private volatile boolean isClosed;

    /** As below, without an archive. */
    public ObjectRegistry(
            Path dataFolder, HostDatabase catalogue, Namespaces namespaces, FacetServices facets) {
        this(dataFolder, catalogue, namespaces, Optional.empty(), facets);
    }

    /**
     * @param dataFolder of the host: objects are in {@code objects/}, what is being deleted in
     *     {@code trash/}, databases that are sent or received in {@code staging/}
     */
    public ObjectRegistry(
            Path dataFolder,
            HostDatabase catalogue,
            Namespaces namespaces,
            Optional<Archive> archive,
            FacetServices facets) {
        this.namespaces = namespaces;
        this.services =
                new ObjectServices(
                        dataFolder.resolve("objects"),
                        dataFolder.resolve("trash"),
                        new ObjectIndex(catalogue),
                        new AlarmIndex(catalogue),
                        new Orphans(),
                        archive,
                        facets,
                        (namespaceId, object, facet) ->
                                action -> enter(namespaceId, object, facet, action));
        namespaces.afterPut(changed -> services.alarms().unpark(changed.id()));
        this.staging = new Staging(dataFolder.resolve("staging"));
        Trash.empty(services.trash());
        services.index().doomed().forEach(this::finishDeletion);
    }

    /** What a crash has kept from being done. */
    private void finishDeletion(ObjectIndex.Doomed doomed) {
        var id = new ObjectId(doomed.namespaceId(), doomed.id());
        Trash.discard(id.folder(services.root()), services.trash());
        services.alarms().delete(doomed.namespaceId(), doomed.name());
        services.index().delete(doomed.namespaceId(), doomed.name());
    }

    /** Runs a {@code fetch} event of a facet; returns when its effects are durable. */
    public Outcome fetch(
            String namespace, String object, String facet, FetchRequest request, ReplyStream stream)
            throws InterruptedException {
        Names.facet(facet);
        return fetchPath(namespace, object, facet, request, stream);
    }

    /** Whether a module serves the objects of a namespace, which must be there. */
    public boolean hasSupervisor(String namespace) {
        return namespaces.require(namespace).document().supervisor() != null;
    }

    /** As {@link #fetch}, of the root, which a supervisor module serves. */
    public Outcome fetchRoot(
            String namespace, String object, FetchRequest request, ReplyStream stream)
            throws InterruptedException {
        return fetchPath(namespace, object, FacetPath.ROOT, request, stream);
    }

    /** A facet may leave its request to one just below it, once its own event is over. */
    private Outcome fetchPath(
            String namespace, String object, String path, FetchRequest request, ReplyStream stream)
            throws InterruptedException {
        namespaces.require(namespace).share().admit();
        Fuel before = Fuel.NONE;
        String target = path;
        while (true) {
            String now = target;
            var outcome =
                    withObject(
                                    namespace,
                                    object,
                                    (ns, live) -> live.facet(ns, now).fetch(request, stream))
                            .after(before);
            if (!(outcome instanceof Forwarded forwarded)) {
                return outcome;
            }
            before = forwarded.used();
            target = FacetPath.child(now, forwarded.name());
        }
    }

    /** Looks at alarms when they are due, until that is closed: before this. */
    public AlarmScheduler startAlarms() {
        var clock = services.facets().clock();
        return new AlarmScheduler(
                services.alarms(), new AlarmDuty(services.alarms(), this::alarm, clock), clock);
    }

    /**
     * Has somebody told when a row of the index of alarms is durable, in place of the scheduler.
     */
    void onAlarmNoted(AlarmIndex.Listener listener) {
        services.alarms().listen(listener);
    }

    /** As below, for whoever does not count what the rows take. */
    public SqlOutcome sql(
            String namespace,
            String object,
            String facet,
            String text,
            List<@Nullable Object> parameters)
            throws InterruptedException {
        var memory = MemoryBudget.UNLIMITED.claim();
        return sql(namespace, object, facet, new SqlRequest(text, parameters, memory));
    }

    /** Runs a text of SQL as an event of a facet. */
    public SqlOutcome sql(String namespace, String object, String facet, SqlRequest request)
            throws InterruptedException {
        return withFacet(namespace, object, facet, live -> live.sql(request));
    }

    /** Sets what a facet of one object runs as. */
    public void setFacet(String namespace, String object, String facet, StartOptions options)
            throws InterruptedException {
        String path = FacetPath.ofRoute(facet);
        if (path.isEmpty()) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID,
                    "what the root runs is its namespace's supervisor: PUT the namespace");
        }
        options.checked("options");
        withObject(
                namespace,
                object,
                (ns, live) -> {
                    live.set(ns, path, options);
                    return true;
                });
    }

    /** Starts a facet of one object, unless it is. */
    public void startFacet(String namespace, String object, String facet, StartOptions options)
            throws InterruptedException {
        Names.facet(facet);
        options.checked("options");
        withObject(
                namespace,
                object,
                (ns, live) -> {
                    live.start(ns, facet, options);
                    return true;
                });
    }

    /** Ends what runs in a facet and all below it, until it is started again. */
    public void stopFacet(String namespace, String object, String facet, String reason)
            throws InterruptedException {
        Names.facet(facet);
        withObject(
                namespace,
                object,
                (_, live) -> {
                    live.stop(facet, reason);
                    return true;
                });
    }

    /** Whether a facet is started, or declared. */
    public boolean isStarted(String namespace, String object, String facet)
            throws InterruptedException {
        Names.facet(facet);
        return withObject(namespace, object, (ns, live) -> live.isStarted(ns, facet));
    }

    /** The names of an object's facets, those just below its root. */
    public List<String> childrenOfRoot(String namespace, String object)
            throws InterruptedException {
        return withObject(namespace, object, (_, live) -> live.children(FacetPath.ROOT));
    }

    /** Removes a facet with its data, and says whether it was there. */
    public boolean deleteFacet(String namespace, String object, String facet)
            throws InterruptedException {
        String path = FacetPath.ofRoute(facet);
        return withObject(namespace, object, (_, live) -> live.delete(path));
    }

    /** Ends what runs in a facet. */
    public void abortFacet(String namespace, String object, String facet, String reason)
            throws InterruptedException {
        String path = FacetPath.ofRoute(facet);
        boolean isThere = withObject(namespace, object, (ns, live) -> live.abort(ns, path, reason));
        if (!isThere) {
            throw LiveObject.noSuchFacet();
        }
    }

    /** Copies a facet's data over another's of the same object. */
    public void cloneFacet(String namespace, String object, String from, String to)
            throws InterruptedException {
        String source = FacetPath.ofRoute(from);
        String target = FacetPath.ofRoute(to);
        withObject(
                namespace,
                object,
                (ns, live) -> {
                    live.copy(ns, source, target);
                    return true;
                });
    }

    /** A path for a database that is on its way; to be closed. */
    public StagedFile stage() {
        return staging.file();
    }

    /** Writes a copy of a facet's database, as it is after some event, for others to open. */
    public void copyDatabase(String namespace, String object, String facet, StagedFile target)
            throws InterruptedException {
        String path = FacetPath.ofRoute(facet);
        withObject(
                namespace,
                object,
                (_, live) -> {
                    live.data().download(path, target);
                    return true;
                });
    }

    /** How many bytes a file may have that is to become a facet's database. */
    public long databaseBytesMax(String namespace, String object, String facet)
            throws InterruptedException {
        String path = FacetPath.ofRoute(facet);
        return withObject(namespace, object, (ns, live) -> live.limits(ns, path))
                .database()
                .fileBytes();
    }

    /** Makes a file that a client sent the database of a facet, if it can be that. */
    public void replaceDatabase(String namespace, String object, String facet, StagedFile file)
            throws InterruptedException {
        String path = FacetPath.ofRoute(facet);
        withObject(
                namespace,
                object,
                (ns, live) -> {
                    var limits = live.limits(ns, path).database();
                    Carriers.whileSyncing(() -> FacetFiles.adopt(file.path(), limits));
                    live.data().upload(ns, path, file.path());
                    return true;
                });
    }

    /** Makes an object what it was at a time, also one that was deleted since. */
    public Restored restore(String namespace, String object, Instant to)
            throws InterruptedException {
        return withObject(namespace, object, (_, live) -> live.data().restore(to));
    }

    /** Gives a facet the data that it had at a time. */
    public Restored restoreFacet(String namespace, String object, String facet, Instant to)
            throws InterruptedException {
        String path = FacetPath.ofRoute(facet);
        return withObject(namespace, object, (ns, live) -> live.data().restore(ns, path, to));
    }

    /** What can be restored of an object. */
    public ArchiveView archived(String namespace, String object) throws InterruptedException {
        return withObject(namespace, object, (_, live) -> live.archived());
    }

    /** Files that crashes had left, and that were removed since the start. */
    public long orphansRemoved() {
        return services.orphans().removed();
    }

    /** Objects of a namespace by name. */
    public List<ObjectView> list(String namespace, String prefix, String after, int limit) {
        var ns = namespaces.require(namespace);
        return services.index().page(ns.id(), prefix, after, limit).stream()
                .map(entry -> view(ns, entry, List.of()))
                .toList();
    }

    /** One object with its facets. */
    public ObjectView find(String namespace, String object) throws InterruptedException {
        return withObject(
                namespace,
                object,
                (ns, live) -> {
                    var entry =
                            services.index()
                                    .find(ns.id(), object)
                                    .orElseThrow(LiveObject::noSuchObject);
                    return view(ns, entry, facets(ns, object, live));
                });
    }

    /** Removes an object with all its data. */
    public void delete(String namespace, String object) throws InterruptedException {
        withObject(
                namespace,
                object,
                (ns, live) -> {
                    if (services.index().find(ns.id(), object).isEmpty()) {
                        throw LiveObject.noSuchObject();
                    }
                    live.deleteAll();
                    letGo(new Key(ns.id(), object), live);
                    return true;
                });
    }

    /** Removes a namespace; with its objects, or not if it has any. */
    public void deleteNamespace(String name, boolean withObjects) throws InterruptedException {
        var namespace = namespaces.require(name);
        var objectsLeft = firstObjects(namespace);
        if (!withObjects && !objectsLeft.isEmpty()) {
            throw new CallerException(
                    ErrorCode.NAMESPACE_NOT_EMPTY,
                    "the namespace has objects; delete them, or add ?force=true");
        }
        while (!objectsLeft.isEmpty()) {
            for (var entry : objectsLeft) {
                delete(name, entry.name());
            }
            objectsLeft = firstObjects(namespace);
        }
        services.alarms().deleteAll(namespace.id());
        namespaces.delete(namespace);
    }

    /** A namespace, or a facet of an object, that refers to that module. */
    public Optional<ModuleUse> useOf(String module) {
        return namespaces.useOf(module).or(() -> services.index().useOf(module));
    }

    /**
     * Lets idle facets hibernate, and looks at some more objects if a crash may have left files in
     * them. To be called about once a second.
     */
    public void sweep() {
        boolean isCrowded = objects.size() > LIVE_MAX;
        try {
            Each.of(
                    objects.entrySet(),
                    entry -> {
                        if (entry.getValue().sweep(isCrowded)) {
                            letGo(entry.getKey(), entry.getValue());
                        }
                    });
        } finally {
            flush();
        }
        var walk = orphanWalk;
        if (walk != null && !walk.goOn(place -> nodes(place).size())) {
            orphanWalk = null;
            services.orphans().allLookedAt();
        }
    }

    /**
     * From now on each sweep reads the trees of some objects, until all are read.
     *
     * @param sinceMillis files that are older were closed in good order, and are in the books
     */
    public void lookForOrphans(long sinceMillis) {
        services.orphans().leftSince(sinceMillis);
        orphanWalk = new OrphanWalk(services.index(), services.orphans());
    }

    private Map<String, ObjectTree.Node> nodes(ObjectIndex.Place place)
            throws InterruptedException {
        return withObject(
                place.namespace(),
                place.object(),
                (_, live) -> {
                    live.keepUsageLeft();
                    return live.nodes();
                });
    }

    /** Drops instances without an event, the least recently used first. */
    @Override
    public void reclaim(long bytes) {
        var idle =
                withInstance()
                        .map(facet -> new Idle(facet, facet.lastActiveNanos()))
                        .sorted(Comparator.comparingLong(Idle::sinceNanos))
                        .toList();
        long left = bytes;
        for (var candidate : idle) {
            if (left <= 0) {
                return;
            }
            left -= candidate.facet().evict();
        }
    }

    /** The facets that have an instance. */
    Stream<Facet> withInstance() {
        return objects.values().stream().flatMap(LiveObject::withInstance);
    }

    /** Aborts the events that still run, and closes every facet. Later events are refused. */
    @Override
    public void close() {
        isClosed = true;
        var facets = objects.values().stream().flatMap(live -> live.letGo().stream()).toList();
        objects.clear();
        try {
            Each.of(facets, Facet::close);
        } finally {
            flush();
        }
    }

    private void flush() {
        services.index().flush();
        services.alarms().flush();
        flushUsage();
    }

    private void flushUsage() {
        Carriers.whileSyncing(() -> {
            services.facets().usage().books().flush();
            return true;
        });
    }

    /** Objects that have been asked for, and are kept. */
    public int liveObjects() {
        return objects.size();
    }

    /** Facets that have an instance. */
    public long liveInstances() {
        return withInstance().count();
    }

    /** Brings what all facets used up to now into the books. */
    public void keepUsage() {
        objects.values().forEach(LiveObject::keepUsage);
        flushUsage();
    }

    /** What a facet used since it has its data. */
    public Optional<TotalUsage> usage(String namespace, String object, String facet)
            throws InterruptedException {
        String path = FacetPath.ofRoute(facet);
        return withObject(namespace, object, (_, live) -> live.usage(path));
    }

    private List<ObjectIndex.Entry> firstObjects(Namespace namespace) {
        return services.index().page(namespace.id(), "", "", DELETED_AT_ONCE);
    }

    /** Runs a facet's alarm if it is due; false if there is no such facet. */
    private boolean alarm(AlarmIndex.Noted row) throws InterruptedException {
        var key = row.key();
        var namespace = namespaces.withId(key.namespaceId());
        if (namespace.isEmpty()) {
            return false;
        }
        namespace.get().share().admit();
        return RequestId.with("alarm-" + row.version(), () -> alarm(namespace.get(), row));
    }

    private boolean alarm(Namespace namespace, AlarmIndex.Noted row) throws InterruptedException {
        var key = row.key();
        return withObject(
                namespace.name(),
                key.object(),
                (ns, live) -> {
                    if (ns.id() != key.namespaceId()) {
                        return false; // another one, of the same name
                    }
                    var facet = live.existing(ns, key.facet());
                    if (facet.isPresent()) {
                        var _ = facet.get().alarm(row.version());
                    }
                    return facet.isPresent();
                });
    }

    /** With a facet that is there, for an event of its sockets. */
    private void enter(long namespaceId, String object, String facet, FacetDoor.Action action)
            throws InterruptedException {
        var namespace = namespaces.withId(namespaceId).orElseThrow(Namespaces::notFound);
        namespace.share().admit();
        withObject(
                namespace.name(),
                object,
                (ns, live) -> {
                    action.with(live.existing(ns, facet).orElseThrow(LiveObject::noSuchFacet));
                    return true;
                });
    }

    /** With a facet for an event, if its namespace may have one more now. */
    private <T> T withFacet(String namespace, String object, String facet, Action<T> action)
            throws InterruptedException {
        namespaces.require(namespace).share().admit();
        String path = FacetPath.ofRoute(facet);
        return withObject(namespace, object, (ns, live) -> action.with(live.facet(ns, path)));
    }

    /** A facet or an object may be let go at the moment in which it is asked for: ask again. */
    private <T> T withObject(String namespace, String object, ObjectAction<T> action)
            throws InterruptedException {
        while (true) {
            var ns = namespaces.require(namespace);
            var live = live(ns, object);
            if (isClosed) { // asked last: what was made before this is found and closed
                throw new LimitException(ErrorCode.OVERLOADED, "the server is stopping");
            }
            try {
                return action.with(ns, live);
            } catch (FacetRetiredException _) {
                if (live.isRetired()) {
                    letGo(new Key(ns.id(), object), live);
                }
            }
        }
    }

    private void letGo(Key key, LiveObject retired) {
        objects.computeIfPresent(
                key,
                (_, now) -> {
                    if (!now.equals(retired)) {
                        return now;
                    }
                    sleeping.letGo(key, retired.asleep());
                    return null;
                });
        retired.close();
    }

    private LiveObject live(Namespace namespace, String object) {
        var key = new Key(namespace.id(), object);
        var live = objects.get(key);
        if (live != null) {
            return live;
        }
        Names.object(object);
        return objects.computeIfAbsent(
                key,
                _ ->
                        new LiveObject(
                                ObjectId.of(namespace.id(), object),
                                namespace.name(),
                                object,
                                services,
                                sleeping.wake(key)));
    }

    private ObjectView view(
            Namespace namespace, ObjectIndex.Entry entry, List<ObjectView.FacetView> facets) {
        var folder = new ObjectId(namespace.id(), entry.id()).folder(services.root());
        return new ObjectView(
                entry.name(), entry.id(), entry.lastActiveMillis(), folderBytes(folder), facets);
    }

    private List<ObjectView.FacetView> facets(Namespace namespace, String object, LiveObject live)
            throws InterruptedException {
        var noted = services.alarms().of(namespace.id(), object);
        var views = new ArrayList<ObjectView.FacetView>();
        live.nodes()
                .forEach((name, node) -> {
                    var options = live.supervision().options(name, namespace);
                    views.add(
                            new ObjectView.FacetView(
                                    FacetPath.shown(name),
                                    options.map(StartOptions::module).orElse(null),
                                    live.isAwake(name) ? "running" : "hibernated",
                                    fileBytes(live.file(node)),
                                    alarm(live.alarmDue(name), noted.get(name))));
                });
        views.sort(Comparator.comparing(ObjectView.FacetView::name));
        return views;
    }

    /** A facet that sleeps has noted what its alarm is, if anybody has looked. */
    private static @Nullable Long alarm(Optional<OptionalLong> known, @Nullable Long noted) {
        if (known.isPresent()) {
            return known.get().stream().boxed().findFirst().orElse(null);
        }
        return noted == null || noted == AlarmIndex.TO_BE_LOOKED_AT ? null : noted;
    }

    private static long folderBytes(Path folder) {
        try (var files = Files.list(folder)) {
            return files.mapToLong(ObjectRegistry::fileBytes).sum();
        } catch (NoSuchFileException _) {
            return 0; // removed meanwhile, or not made yet
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long fileBytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0; // removed meanwhile, or not made yet
        }
    }
}
