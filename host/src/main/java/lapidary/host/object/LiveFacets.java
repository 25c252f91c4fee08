package lapidary.host.object;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import lapidary.host.facet.Caller;
import lapidary.host.facet.Facet;
import lapidary.host.facet.FacetDoor;
import lapidary.host.facet.FacetSpec;
import lapidary.host.facet.NamespaceShare;
import lapidary.host.guest.FacetsBelow;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryClaim;
import lapidary.host.object.Supervision.Choice;

/**
 * Those facets of one object that are alive, by path.
 *
 * <p>Thread-safe: read without a lock. One is put in, changed and stopped by whoever has the lock
 * of its name.
 */
final class LiveFacets {
    /** What a live facet was given it has as texts, and as the bytes that its guest asks for. */
    private static final int COPIES = 2;

    /** A facet that is alive, and what it was made from, to see whether that still holds. */
    private record Entry(
            Facet facet, Namespace namespace, Choice choice, MemoryClaim claim, String path) {}

    /** Makes a facet that is not alive yet. */
    interface Maker {
        Facet make(FacetSpec spec, NamespaceShare share, Function<Caller, FacetsBelow> below);
    }

    private final ObjectLife life;
    private final Supervision supervision;
    private final MemoryBudget memory;
    private final ConcurrentHashMap<String, Entry> facets = new ConcurrentHashMap<>();

    LiveFacets(ObjectLife life, Supervision supervision, MemoryBudget memory) {
        this.life = life;
        this.supervision = supervision;
        this.memory = memory;
    }

    /** A facet that runs as it should, if it is alive. */
    Optional<Facet> upToDate(String path, Namespace namespace) {
        return Optional.ofNullable(facets.get(path))
                .filter(entry -> holdsStill(entry, namespace))
                .map(Entry::facet);
    }

    /** A facet that is alive. */
    Optional<Facet> find(String path) {
        return Optional.ofNullable(facets.get(path))
                .map(Entry::facet)
                .filter(facet -> !facet.isRetired());
    }

    /** The namespace that a facet which is alive was last asked for in. */
    Optional<Namespace> namespaceOf(String path) {
        return Optional.ofNullable(facets.get(path)).map(Entry::namespace);
    }

    /**
     * The facet as it is to run now, made if it is not alive. Whoever calls this has the lock of
     * the name.
     */
    Facet start(
            String path, Namespace namespace, Maker maker, Function<Caller, FacetsBelow> below) {
        var choice = supervision.choose(path, namespace);
        var spec = supervision.spec(namespace, path, choice);
        var claim = memory.claim(COPIES * choice.options().heapBytes());
        boolean isKept = false;
        try {
            var facet = find(path).orElse(null);
            if (facet == null) {
                facet = maker.make(spec, namespace.share(), below);
            } else {
                facet.become(spec);
            }
            put(new Entry(facet, namespace, choice, claim, path));
            isKept = true;
            return facet;
        } finally {
            if (!isKept) {
                claim.close();
            }
        }
    }

    /** Unless nobody would find and close it any more. */
    private void put(Entry entry) {
        life.whileLive(() -> {
            var before = facets.put(entry.path(), entry);
            if (before != null) {
                before.claim().close();
            }
        });
    }

    /**
     * Ends a facet's events and lets it go. As long as an event runs that does not end, it is kept:
     * there is only one. Whoever calls this has the lock of the name, or the whole object.
     */
    void stop(String path, String reason) throws InterruptedException {
        stop(path, facet -> facet.retire(reason));
    }

    /** As above, with the way in which it is retired. */
    void stop(String path, FacetDoor.Action end) throws InterruptedException {
        var entry = facets.get(path);
        if (entry == null) {
            return;
        }
        try {
            end.with(entry.facet());
        } finally {
            if (entry.facet().isRetired()) {
                remove(entry);
            }
        }
    }

    private void remove(Entry entry) {
        if (facets.remove(entry.path(), entry)) {
            entry.claim().close();
        }
    }

    Collection<Facet> all() {
        return facets.values().stream().map(Entry::facet).toList();
    }

    /** Each after the one above it. */
    List<String> paths() {
        return facets.keySet().stream().sorted(FacetPath.TOP_DOWN).toList();
    }

    boolean isEmpty() {
        return facets.isEmpty();
    }

    /** Lets go of those that have been asleep for so long. */
    void retireAsleep(Duration idle) {
        facets.values().stream()
                .filter(entry -> entry.facet().retireIfAsleep(idle))
                .forEach(this::remove);
    }

    /** Those that have an instance. */
    Stream<Facet> withInstance() {
        return facets.values().stream().map(Entry::facet).filter(Facet::hasInstance);
    }

    /** A changed document makes another namespace, so that a look at the reference is enough. */
    @SuppressWarnings("ReferenceEquality")
    private boolean holdsStill(Entry entry, Namespace namespace) {
        return entry.namespace() == namespace
                && !entry.facet().isRetired()
                && supervision.holdsStill(entry.choice());
    }
}
