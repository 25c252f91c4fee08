package lapidary.host.object;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import lapidary.host.facet.Facet;
import lapidary.host.facet.FacetRetiredException;
import org.jspecify.annotations.Nullable;

/**
 * An object that has been asked for: its tree, and those of its facets that are alive. There is
 * never more than one for an object.
 *
 * <p>Thread-safe: {@code facets} is read without a lock; which facets there are, and the tree,
 * change under {@code lock}.
 */
final class LiveObject {
    private static final Duration IDLE_MAX = Duration.ofMinutes(1);

    /** A facet that is alive, and what it was made from, to see whether that still holds. */
    private record Entry(Facet facet, Namespace namespace, BuiltInSupervisor.Choice choice) {}

    private final ObjectId id;
    private final String name;
    private final ObjectServices services;
    private final BuiltInSupervisor supervisor;
    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentHashMap<String, Entry> facets = new ConcurrentHashMap<>();
    private @Nullable ObjectTree tree;
    private volatile boolean isRetired;

    LiveObject(ObjectId id, String name, ObjectServices services) {
        this.id = id;
        this.name = name;
        this.services = services;
        this.supervisor = new BuiltInSupervisor(services.facets().modules());
    }

    /**
     * The facet of that name, which is made if the namespace or the object declares it.
     *
     * @throws FacetRetiredException if this object was let go meanwhile: ask for it again
     */
    Facet facet(Namespace namespace, String facetName) {
        var entry = facets.get(facetName);
        if (entry != null && holdsStill(entry, namespace)) {
            return entry.facet();
        }
        lock.lock();
        try {
            return start(namespace, facetName);
        } finally {
            lock.unlock();
        }
    }

    /** Sets what a facet of this object runs as: abort, then start. */
    void set(Namespace namespace, String facetName, StartOptions options)
            throws InterruptedException {
        lock.lock();
        try {
            requireLive();
            var choice = supervisor.choose(facetName, Optional.of(options), namespace);
            supervisor.spec(namespace, name, facetName, choice);
            noteActive();
            stop(facetName, "its module or options were changed");
            services.index().noteUse(options.module(), id.namespaceId(), name, facetName);
            tree().set(facetName, options);
            services.index().forgetOtherUses(options.module(), id.namespaceId(), name, facetName);
            start(namespace, facetName);
        } finally {
            lock.unlock();
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
        lock.lock();
        try {
            boolean wasThere = tree().find(facetName).isPresent();
            stop(facetName, "it was deleted");
            tree().delete(facetName);
            services.index().forgetUse(id.namespaceId(), name, facetName);
            return wasThere;
        } finally {
            lock.unlock();
        }
    }

    /** Removes the object: facets, data, and what the index says of it. */
    void deleteAll() throws InterruptedException {
        lock.lock();
        try {
            requireLive();
            for (String facetName : facets.keySet()) {
                stop(facetName, "its object was deleted");
            }
            remove();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it has a facet of that name on disk. */
    boolean has(String facetName) {
        lock.lock();
        try {
            return tree().find(facetName).isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** The facets that it has on disk, by name. */
    Map<String, ObjectTree.Node> nodes() {
        lock.lock();
        try {
            return tree().nodes();
        } finally {
            lock.unlock();
        }
    }

    Path file(ObjectTree.Node node) {
        lock.lock();
        try {
            return tree().file(node);
        } finally {
            lock.unlock();
        }
    }

    boolean isRetired() {
        return isRetired;
    }

    boolean isAwake(String facetName) {
        var entry = facets.get(facetName);
        return entry != null && entry.facet().isAwake();
    }

    /**
     * Lets facets without events hibernate, and lets go of what has hibernated for long.
     *
     * @return whether the whole object is let go
     */
    boolean sweep() {
        facets.values().forEach(entry -> entry.facet().tidy());
        if (!lock.tryLock()) {
            return false;
        }
        try {
            facets.values().removeIf(entry -> entry.facet().retireIfAsleep(IDLE_MAX));
            isRetired = isRetired || facets.isEmpty();
            return isRetired;
        } finally {
            lock.unlock();
        }
    }

    /** Lets this object go, with its facets still open: they are to be closed. */
    List<Facet> letGo() {
        lock.lock();
        try {
            isRetired = true;
            return facets.values().stream().map(Entry::facet).toList();
        } finally {
            lock.unlock();
        }
    }

    /** A changed document makes another namespace, so that a look at the reference is enough. */
    @SuppressWarnings("ReferenceEquality")
    private boolean holdsStill(Entry entry, Namespace namespace) {
        return entry.namespace() == namespace && supervisor.holdsStill(entry.choice());
    }

    private Facet start(Namespace namespace, String facetName) {
        var options = tree().find(facetName).flatMap(ObjectTree.Node::options);
        var choice = supervisor.choose(facetName, options, namespace);
        var spec = supervisor.spec(namespace, name, facetName, choice);
        var entry = facets.get(facetName);
        Facet facet;
        if (entry != null) {
            facet = entry.facet();
            facet.become(spec);
        } else {
            noteActive();
            facet = new Facet(
                            tree().file(tree().require(facetName)),
                            spec,
                            namespace.share(),
                            services.facets());
        }
        facets.put(facetName, new Entry(facet, namespace, choice));
        return facet;
    }

    /** As long as an event runs that does not end, its facet is kept: there is only one. */
    private void stop(String facetName, String reason) throws InterruptedException {
        var entry = facets.get(facetName);
        if (entry == null) {
            return;
        }
        try {
            entry.facet().retire(reason);
        } finally {
            if (entry.facet().isRetired()) {
                facets.remove(facetName);
            }
        }
    }

    /** Retired only when all is gone: until then nobody may make this object's successor. */
    private void remove() {
        try {
            Trash.discard(id.folder(services.root()), services.trash());
            services.index().delete(id.namespaceId(), name);
        } finally {
            isRetired = true;
        }
    }

    private void noteActive() {
        long now = services.facets().clock().millis();
        services.index().touch(id.namespaceId(), name, id, now);
    }

    /** Of a live object only: two trees of one folder would remove each other's files. */
    private ObjectTree tree() {
        requireLive();
        var loaded = tree;
        if (loaded == null) {
            loaded = ObjectTree.load(id.folder(services.root()));
            tree = loaded;
        }
        return loaded;
    }

    private void requireLive() {
        if (isRetired) {
            throw new FacetRetiredException();
        }
    }
}
