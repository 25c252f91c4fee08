package lapidary.host.object;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes a tree what an object was: files under new numbers first, then one change of the tree that
 * names them. Confined to whoever has the whole object.
 */
final class ObjectRestore {
    private final ObjectTree tree;
    private final PastObject past;
    private final Map<String, ObjectTree.Node> nodes = new HashMap<>();
    private final Map<String, Optional<Instant>> shipped = new LinkedHashMap<>();

    ObjectRestore(ObjectTree tree, PastObject past) {
        this.tree = tree;
        this.past = past;
    }

    /**
     * Makes the files, or leaves none.
     *
     * @param onMade is told of each
     */
    void make(Consumer<Path> onMade) {
        boolean isDone = false;
        tree.createFolder();
        try {
            past.document().facets().forEach((name, facet) -> make(name, facet, onMade));
            isDone = true;
        } finally {
            if (!isDone) {
                nodes.values().forEach(node -> tree.removeFiles(node.number()));
            }
        }
    }

    private void make(String name, TreeDocument.Facet facet, Consumer<Path> onMade) {
        var node = new ObjectTree.Node(tree.newNumber(), TreeDocument.optionsOf(facet));
        nodes.put(name, node);
        var then = past.write(facet, tree.file(node));
        if (then.isPresent()) {
            onMade.accept(tree.file(node));
        }
        shipped.put(name, then);
    }

    /** Of the facets that it had. */
    Set<String> names() {
        return Set.copyOf(nodes.keySet());
    }

    /** From now on the object is what it was. */
    void take() {
        var before = Set.copyOf(tree.subtree(FacetPath.ROOT));
        var others = tree.replace(FacetPath.ROOT, nodes, before);
        if (!others.isEmpty()) {
            throw new IllegalStateException("the object is in use: " + others);
        }
    }

    /** The index knows which modules the object's facets were set to run. */
    void noteUses(ObjectIndex index, long namespaceId, String object) {
        index.forgetUses(namespaceId, object);
        nodes.forEach((name, node) ->
                node.options()
                        .ifPresent(options ->
                                index.noteUse(options.module(), namespaceId, object, name)));
    }

    Restored restored() {
        return new Restored(
                past.to(),
                shipped.entrySet().stream()
                        .map(entry ->
                                new Restored.Facet(
                                        FacetPath.shown(entry.getKey()),
                                        entry.getValue().orElse(null)))
                        .toList());
    }
}
