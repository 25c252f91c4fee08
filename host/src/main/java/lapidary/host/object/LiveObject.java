package lapidary.host.object;

import java.nio.file.Path;
import java.time.Duration;
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
            var choice = supervisor.choose(facetName, Optional.of(options), namespace);
            supervisor.spec(namespace, name, facetName, choice);
            services.index().noteUse(options.module(), id.namespaceId(), name, facetName);
            noteActive();
            tree().set(facetName, options);
            stop(facetName, "its module or options were changed");
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
            requireLive();
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
            isRetired = true;
            Trash.discard(id.folder(services.root()), services.trash());
            services.index().delete(id.namespaceId(), name);
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

    /** Waits for events that run, and closes what is open. */
    void close() {
        lock.lock();
        try {
            isRetired = true;
            facets.values().forEach(entry -> entry.facet().close());
            facets.clear();
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
        requireLive();
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
            facet = new Facet(tree().file(tree().require(facetName)), spec, services.facets());
        }
        facets.put(facetName, new Entry(facet, namespace, choice));
        return facet;
    }

    private void stop(String facetName, String reason) throws InterruptedException {
        var entry = facets.remove(facetName);
        if (entry != null) {
            entry.facet().abort(reason);
            entry.facet().close();
        }
    }

    private void noteActive() {
        long now = services.facets().clock().millis();
        services.index().touch(id.namespaceId(), name, id, now);
    }

    private ObjectTree tree() {
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
