package lapidary.host.object;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import lapidary.host.archive.Archive;
import lapidary.host.archive.ObjectKey;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.json.Json;

/** What one object has in the archive, if the host has one. Thread-safe. */
final class ObjectArchive {
    private final Optional<Archive> archive;
    private final ObjectKey key;
    private final String name;

    ObjectArchive(Optional<Archive> archive, ObjectId id, String name) {
        this.archive = archive;
        this.key = new ObjectKey(id.namespaceId(), id.hex());
        this.name = name;
    }

    /** Whether the host has one. */
    boolean isKept() {
        return archive.isPresent();
    }

    /** The object has the facets of that tree from now on. */
    void treeChanged(ObjectTree tree) {
        archive.ifPresent(it -> write(it, tree.nodes()));
    }

    /** The object is gone. */
    void deleted() {
        archive.ifPresent(it -> write(it, Map.of()));
    }

    private void write(Archive to, Map<String, ObjectTree.Node> nodes) {
        to.treeChanged(key, Json.bytes(TreeDocument.of(name, nodes)));
    }

    /** A facet's file was made as a whole, which nobody has open. */
    void adopted(Path file) {
        archive.ifPresent(it -> it.adopted(file));
    }

    /**
     * The object as it was, once all is in the store that was committed before.
     *
     * @throws CallerException if there is no archive, or nothing of that time in it
     */
    PastObject at(Instant to) {
        var it = required();
        it.ship(key);
        return PastObject.find(it.restorer(), key, to);
    }

    /** What can be restored. */
    ArchiveView view(Map<String, ObjectTree.Node> nodes) {
        var it = required();
        it.ship(key);
        return ArchiveView.of(it.restorer(), key, nodes);
    }

    private Archive required() {
        return archive.orElseThrow(() ->
                new CallerException(
                        ErrorCode.ARCHIVE_DISABLED,
                        "this server keeps no archive: its configuration has no" + " \"archive\""));
    }
}
