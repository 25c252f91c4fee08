package lapidary.host.object;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import lapidary.host.object.ObjectTree.Node;
import org.jspecify.annotations.Nullable;

/**
 * The facets of a tree by path, and which are below which: found without looking at the others.
 * Thread-safe; changed, and its bytes asked for, by one thread at a time.
 */
final class KnownNodes {
    /** Of heap, for each of them, and of a path, twice. */
    private static final int NODE_BYTES = 512;

    private static final int PATH_BYTES = 4;

    private final ConcurrentHashMap<String, Node> nodes = new ConcurrentHashMap<>();
    private long bytes;

    /** Names of those just below a facet. */
    private final ConcurrentHashMap<String, ConcurrentSkipListSet<String>> children =
            new ConcurrentHashMap<>();

    @Nullable Node get(String path) {
        return nodes.get(path);
    }

    /** One that is there. */
    Node required(String path) {
        return Objects.requireNonNull(nodes.get(path), () -> "no facet " + path);
    }

    int size() {
        return nodes.size();
    }

    /** The one facet, if there is one and no other. */
    Optional<Map.Entry<String, Node>> only() {
        return nodes.size() == 1 ? nodes.entrySet().stream().findFirst() : Optional.empty();
    }

    Map<String, Node> copy() {
        return Map.copyOf(nodes);
    }

    Set<Long> numbers() {
        return nodes.values().stream().map(Node::number).collect(Collectors.toSet());
    }

    Collection<String> children(String path) {
        var names = children.get(path);
        return names == null ? List.of() : names;
    }

    /** One, if it is there, and all below it: each after the one above it. */
    List<String> subtree(String top) {
        var found = new ArrayList<String>();
        addSubtree(top, found);
        return found;
    }

    private void addSubtree(String path, List<String> found) {
        if (nodes.containsKey(path)) {
            found.add(path);
        }
        children(path).forEach(name -> addSubtree(FacetPath.child(path, name), found));
    }

    /** What all of them take of the heap, roughly. */
    long bytes() {
        return bytes;
    }

    /** What one takes. */
    static long bytes(String path, Node node) {
        return NODE_BYTES
                + (long) PATH_BYTES * path.length()
                + node.options().map(StartOptions::heapBytes).orElse(0L);
    }

    void put(String path, Node node) {
        var before = nodes.put(path, node);
        bytes += bytes(path, node) - (before == null ? 0 : bytes(path, before));
        if (!path.isEmpty()) {
            children.computeIfAbsent(FacetPath.parent(path), _ -> new ConcurrentSkipListSet<>())
                    .add(FacetPath.name(path));
        }
    }

    void putAll(Map<String, Node> added) {
        added.forEach(this::put);
    }

    /** Has others in place of some; what is there in both is never missing. */
    void replace(Collection<String> before, Map<String, Node> next) {
        putAll(next);
        before.stream().filter(path -> !next.containsKey(path)).forEach(this::remove);
    }

    void clear() {
        nodes.clear();
        children.clear();
        bytes = 0;
    }

    private void remove(String path) {
        bytes -= bytes(path, required(path));
        nodes.remove(path);
        if (!path.isEmpty()) {
            children.computeIfPresent(
                    FacetPath.parent(path),
                    (_, names) -> {
                        names.remove(FacetPath.name(path));
                        return names.isEmpty() ? null : names;
                    });
        }
    }
}
