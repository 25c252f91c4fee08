package lapidary.host.object;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import lapidary.host.archive.Archive;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.storage.HostDatabase;
import org.jspecify.annotations.Nullable;

/** The objects of a data folder that no server uses. Confined to one thread. */
public final class OfflineObjects {
    private final Path root;
    private final ObjectIndex index;
    private final Namespaces namespaces;
    private final Archive archive;
    private final InstantSource clock;

    /** An object by its names. */
    public record Name(String namespace, String object) {}

    /**
     * @param archive of the same folder
     */
    public OfflineObjects(
            Path dataFolder, HostDatabase catalogue, Archive archive, InstantSource clock) {
        this.root = dataFolder.resolve("objects");
        this.index = new ObjectIndex(catalogue);
        this.namespaces = new Namespaces(catalogue);
        this.archive = archive;
        this.clock = clock;
    }

    /**
     * Makes an object what it, or another, was at a time; or one facet of it.
     *
     * @param from which object, as it was
     * @param into which object, from now on
     */
    public Restored restore(Name from, Optional<String> facet, Instant to, Name into) {
        var source = id(from);
        shipWhatIsLeft(source, from);
        var past = archiveOf(source, from).at(to);
        var target = id(into);
        var tree = tree(target, into);
        boolean isNew = !tree.isOnDisk();
        var restored =
                facet.isPresent()
                        ? restoreFacet(tree, past, facet.get())
                        : restoreAll(tree, past, target, into);
        if (isNew) {
            index.touch(target.namespaceId(), into.object(), target, clock.millis());
        }
        archive.runOnce();
        return restored;
    }

    private Restored restoreAll(ObjectTree tree, PastObject past, ObjectId target, Name into) {
        var restore = new ObjectRestore(tree, past);
        restore.make(archive::adopted);
        restore.take();
        restore.noteUses(index, target.namespaceId(), into.object());
        return restore.restored();
    }

    private Restored restoreFacet(ObjectTree tree, PastObject past, String route) {
        String facetName = FacetPath.ofRoute(route);
        var then = past.facet(facetName);
        boolean isThere = tree.find(facetName).isPresent();
        long number = tree.newNumber();
        var shipped = new AtomicReference<@Nullable Instant>();
        tree.createFolder();
        past.write(then, tree.file(number))
                .ifPresent(instant -> {
                    archive.adopted(tree.file(number));
                    shipped.set(instant);
                });
        tree.give(facetName, number);
        if (!isThere) {
            TreeDocument.optionsOf(then).ifPresent(options -> tree.set(facetName, options));
        }
        return new Restored(past.to(), List.of(new Restored.Facet(route, shipped.get())));
    }

    /** A server that was killed may have left commits that the archive does not have. */
    private void shipWhatIsLeft(ObjectId id, Name name) {
        var tree = tree(id, name);
        tree.nodes().values().stream()
                .map(tree::file)
                .filter(Files::exists)
                .forEach(archive::adopted);
        archive.runOnce();
    }

    private ObjectId id(Name name) {
        var namespace = namespaces.require(name.namespace());
        Names.object(name.object());
        return ObjectId.of(namespace.id(), name.object());
    }

    private ObjectTree tree(ObjectId id, Name name) {
        return new ObjectTree(
                id.folder(root),
                new Orphans(),
                MemoryBudget.UNLIMITED,
                archiveOf(id, name)::treeChanged);
    }

    private ObjectArchive archiveOf(ObjectId id, Name name) {
        return new ObjectArchive(Optional.of(archive), id, name.object());
    }
}
