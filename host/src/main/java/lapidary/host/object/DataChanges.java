package lapidary.host.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.facet.Carriers;
import lapidary.host.storage.DurableFiles;
import lapidary.host.storage.FacetFiles;
import lapidary.host.storage.ObjectRoom;
import org.jspecify.annotations.Nullable;

/**
 * Takes the databases of one object's facets out and puts others in: downloads, uploads, restores.
 * A facet's options, and what is below it, stay. Thread-safe.
 */
final class DataChanges {
    private final ObjectId id;
    private final String name;
    private final ObjectServices services;
    private final Supervision supervision;
    private final ObjectTree tree;
    private final ObjectArchive archive;
    private final ObjectUsage usage;
    private final ObjectRoom room;
    private final NameLocks locks;
    private final LiveFacets live;
    private final ObjectLife life;

    DataChanges(ObjectParts parts, ObjectLife life) {
        this.id = parts.id();
        this.name = parts.name();
        this.services = parts.services();
        this.supervision = parts.supervision();
        this.tree = parts.tree();
        this.archive = parts.archive();
        this.usage = parts.usage();
        this.room = parts.room();
        this.locks = parts.locks();
        this.live = parts.live();
        this.life = life;
    }

    /** Writes a copy of a facet's database, whole, while the facet stays as it is. */
    void download(String path, StagedFile target) throws InterruptedException {
        life.enter();
        try (var _ = locks.lock(path)) {
            var node = tree.find(path).orElseThrow(LiveObject::noSuchFacet);
            target.requireRoom(FacetFiles.bytes(tree.file(node)));
            copyTo(path, target.path());
            FacetFiles.prepareForOthers(target.path());
        } finally {
            life.leave();
        }
    }

    /** Makes a file, which is ready for that, the database of a facet that somebody declares. */
    void upload(Namespace namespace, String path, Path file) throws InterruptedException {
        life.enter();
        try (var _ = locks.lock(path)) {
            supervision.choose(path, namespace);
            noteActive();
            replace(namespace, path, "its database was replaced", target -> move(file, target));
        } finally {
            life.leave();
        }
    }

    /** Gives a facet the data that it had at a time. */
    Restored restore(Namespace namespace, String path, Instant to) throws InterruptedException {
        life.enter();
        try (var _ = locks.lock(path)) {
            var past = archive.at(to);
            var then = past.facet(path);
            var shipped = new AtomicReference<@Nullable Instant>();
            noteActive();
            replace(
                    namespace,
                    path,
                    "it was restored",
                    target -> shipped.set(past.write(then, target).orElse(null)));
            return new Restored(
                    to, List.of(new Restored.Facet(FacetPath.shown(path), shipped.get())));
        } finally {
            life.leave();
        }
    }

    /** Makes the object what it was at a time: its facets, their options and their data. */
    Restored restore(Instant to) throws InterruptedException {
        life.take();
        try {
            var restore = new ObjectRestore(tree, archive.at(to));
            for (String path : live.paths()) {
                live.stop(path, "its object was restored");
            }
            noteActive();
            restore.make(made -> {
                ObjectUsage.begin(made);
                archive.adopted(made);
            });
            var before = tree.nodes();
            usage.outlive(ObjectUsage.files(tree, before.keySet()));
            before.values().forEach(node -> room.forget(tree.file(node)));
            // They may have alarms: before they count, somebody is to look.
            services.alarms().coverAll(restore.names().stream().map(this::alarmKey).toList());
            restore.take();
            before.keySet().stream()
                    .filter(path -> !restore.names().contains(path))
                    .forEach(path -> services.alarms().delete(alarmKey(path)));
            restore.noteUses(services.index(), id.namespaceId(), name);
            return restore.restored();
        } finally {
            life.giveBack();
        }
    }

    /** An object that was there before is known to the index: the time can wait. */
    void noteActive() {
        long now = services.facets().clock().millis();
        if (tree.isOnDisk()) {
            services.index().touchLater(id.namespaceId(), name, now);
        } else {
            services.index().touch(id.namespaceId(), name, id, now);
        }
    }

    private AlarmIndex.Key alarmKey(String path) {
        return new AlarmIndex.Key(id.namespaceId(), name, path);
    }

    /** Makes a facet's new database at a path, or nothing if it is to begin anew. */
    private interface Maker {
        void make(Path target) throws InterruptedException;
    }

    /**
     * Gives a facet another database, made whole before anybody notices. Whoever calls this has the
     * lock of the name.
     */
    private void replace(Namespace namespace, String path, String reason, Maker maker)
            throws InterruptedException {
        long number = tree.newNumber();
        var target = tree.file(number);
        boolean isReady = false;
        try {
            tree.createFolder();
            maker.make(target);
            ObjectUsage.begin(target);
            takeRoom(namespace, path, target);
            archiveIfThere(target);
            live.stop(path, reason);
            // It may have an alarm: before it counts, somebody is to look.
            services.alarms().cover(alarmKey(path), AlarmIndex.TO_BE_LOOKED_AT);
            isReady = true;
        } finally {
            if (!isReady) {
                room.forget(target);
                tree.removeFiles(number);
            }
        }
        var before = tree.find(path);
        usage.outlive(Map.of(path, before.map(tree::file)));
        // If this fails nobody knows which of the two the tree names: both stay until it is read.
        tree.give(path, number);
        before.map(tree::file).ifPresent(room::forget);
    }

    private void archiveIfThere(Path file) {
        if (Files.exists(file)) {
            archive.adopted(file);
        }
    }

    /** For as long as a facet has two databases, only one of them counts. */
    private void takeRoom(Namespace namespace, String path, Path target) {
        var limits = supervision.limits(namespace, path).database();
        long before = tree.find(path).map(tree::file).map(room::usedBytes).orElse(0L);
        if (!room.takes(target, limits, before)) {
            throw tooLarge();
        }
    }

    static LimitException tooLarge() {
        return new LimitException(
                ErrorCode.STORAGE_FULL,
                "the database is larger than the limits of its facet or object allow");
    }

    /** Whoever calls this has the lock of the name, so that nobody starts the facet meanwhile. */
    private void copyTo(String path, Path target) throws InterruptedException {
        var facet = live.find(path);
        if (facet.isPresent()) {
            facet.get().copyTo(target);
        } else {
            var file = tree.find(path).map(tree::file).orElseThrow(LiveObject::noSuchFacet);
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
}
