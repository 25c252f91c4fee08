package lapidary.host.object;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.facet.Carriers;
import lapidary.host.facet.FacetDoor;
import lapidary.host.object.ObjectTree.Node;
import lapidary.host.storage.FacetFiles;
import lapidary.host.storage.ObjectRoom;

/*
 * Names are locked and facets stopped from the top down: as long as a facet runs, it may start
 * others below it, and once it is stopped and its name locked, only an operator can. Whoever waits
 * for a facet's turn has no lock of a name below it, since the event that has the turn may want that
 * one. What was copied or stopped is then changed in one transaction of the tree, which is refused
 * if somebody has added a facet meanwhile; that one is stopped as well, and it is tried again.
 */
/**
 * Changes of a facet together with all below it. Whoever calls this uses the object ({@link
 * ObjectLife#enter}), and has the turn of none of the facets that it changes.
 *
 * <p>Thread-safe.
 */
final class SubtreeChanges {
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

    SubtreeChanges(ObjectParts parts) {
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
    }

    /** Ends a facet and all below it, which is not started from then on, and sets its options. */
    void set(String top, StartOptions options) throws InterruptedException {
        try (var held = new HeldNames(locks)) {
            stop(held, top, facet -> facet.retire("its module or options were changed"));
            var below = tree.subtree(top).stream().filter(path -> !path.equals(top)).toList();
            noteUse(top, options);
            forgetUses(notedUsers(below));
            tree.clear(below);
            tree.set(top, options);
            services.index().forgetOtherUses(options.module(), id.namespaceId(), name, top);
            services.alarms().unpark(new AlarmIndex.Key(id.namespaceId(), name, top));
        }
    }

    /**
     * Sets the options of a facet that is not started, and starts it so.
     *
     * @param options with the digest of its module
     */
    void start(String path, StartOptions options) throws InterruptedException {
        try (var _ = locks.lock(path)) {
            var before = tree.find(path);
            if (before.flatMap(Node::options).isPresent()) {
                return; // somebody was faster
            }
            noteUse(path, options);
            tree.set(path, options);
            if (before.isPresent()) { // and so it may have an alarm
                services.alarms().unpark(new AlarmIndex.Key(id.namespaceId(), name, path));
            }
        }
    }

    /**
     * Ends what runs in a facet and all below it.
     *
     * @param isStopped which of them are not started from then on
     */
    void abort(String top, String reason, Predicate<String> isStopped) throws InterruptedException {
        try (var held = new HeldNames(locks)) {
            stop(held, top, facet -> facet.retire(reason));
            var stopped = tree.subtree(top).stream().filter(isStopped).toList();
            var users = notedUsers(stopped);
            tree.clear(stopped);
            forgetUses(users);
        }
    }

    /** Removes a facet and all below it with their data; whether it was there. */
    boolean delete(String top) throws InterruptedException {
        try (var held = new HeldNames(locks)) {
            var users = notedUsers(tree.subtree(top));
            boolean isThere = tree.find(top).isPresent();
            replace(held, top, Map.of(), facet -> facet.retireForGood("it was deleted"));
            services.alarms().deleteWithin(id.namespaceId(), name, top);
            forgetUses(users);
            return isThere;
        }
    }

    /**
     * Copies the data of a facet and all below it over another and all below that. Onto itself it
     * only restarts; one that was never there has nothing, and so has what it is copied over.
     *
     * @param keepsOptions whether what is copied over runs on as it did
     */
    void copy(Namespace namespace, String from, String to, boolean keepsOptions)
            throws InterruptedException {
        if (from.equals(to)) {
            try (var held = new HeldNames(locks)) {
                stop(held, to, facet -> facet.retire("it was cloned onto itself"));
            }
            return;
        }
        if (FacetPath.isWithin(from, to) || FacetPath.isWithin(to, from)) {
            throw new CallerException(
                    ErrorCode.NAME_INVALID, "a facet is not cloned over one above or below it");
        }
        if (tree.find(from).isEmpty() && tree.find(to).isEmpty()) {
            return;
        }
        FacetDoor.Action end = facet -> facet.retire("it was cloned over");
        var made = new HashMap<String, Node>();
        boolean isReady = false;
        try (var held = new HeldNames(locks)) {
            try {
                tree.createFolder();
                if (FacetPath.TOP_DOWN.compare(to, from) < 0) {
                    stop(held, to, end);
                }
                copySubtree(held, from, path -> FacetPath.moved(path, from, to), made);
                takeRoom(namespace, to, made);
                var options = keepsOptions ? optionsOf(to) : Optional.<StartOptions>empty();
                made.compute(
                        to,
                        (_, copy) ->
                                new Node(copy == null ? tree.newNumber() : copy.number(), options));
                stop(held, to, end);
                coverAlarms(made);
                isReady = true;
            } finally {
                if (!isReady) {
                    made.values().forEach(this::forget);
                }
            }
            // If this fails nobody knows which the tree names: all stay until it is read.
            var users = notedUsers(tree.subtree(to));
            replace(held, to, made, end);
            users.removeIf(path -> path.equals(to) && keepsOptions);
            forgetUses(users);
        }
    }

    /** Before the tree has it: until then nobody else keeps the module from going. */
    private void noteUse(String path, StartOptions options) {
        if (mayGo(options)) {
            services.index().noteUse(options.module(), id.namespaceId(), name, path);
        }
    }

    private boolean mayGo(StartOptions options) {
        return services.facets().modules().mayGo(options.module());
    }

    /** Those of whose modules the index knows. */
    private List<String> notedUsers(List<String> paths) {
        return paths.stream()
                .filter(path -> optionsOf(path).filter(this::mayGo).isPresent())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void forgetUses(List<String> users) {
        users.forEach(path -> services.index().forgetUse(id.namespaceId(), name, path));
    }

    private Optional<StartOptions> optionsOf(String path) {
        return tree.find(path).flatMap(Node::options);
    }

    /** The copies may have alarms: before they count, somebody is to look. */
    private void coverAlarms(Map<String, Node> made) {
        services.alarms()
                .coverAll(
                        made.keySet().stream()
                                .map(path -> new AlarmIndex.Key(id.namespaceId(), name, path))
                                .toList());
    }

    /** Makes the change of the tree, once nothing runs that it takes away. */
    private void replace(HeldNames held, String top, Map<String, Node> next, FacetDoor.Action end)
            throws InterruptedException {
        stop(held, top, end);
        var before = nodes(tree.subtree(top));
        usage.outlive(ObjectUsage.files(tree, tree.subtree(top)));
        var others = tree.replace(top, next, held.paths());
        while (!others.isEmpty()) {
            for (String path : others.stream().sorted(FacetPath.TOP_DOWN).toList()) {
                held.hold(path);
                live.stop(path, end);
            }
            before = nodes(tree.subtree(top));
            usage.outlive(ObjectUsage.files(tree, tree.subtree(top)));
            others = tree.replace(top, next, held.paths());
        }
        before.forEach(node -> room.forget(tree.file(node)));
    }

    private List<Node> nodes(List<String> paths) {
        return paths.stream().flatMap(path -> tree.find(path).stream()).toList();
    }

    /** Locks the names of a facet and of all below it, and ends what runs there. */
    private void stop(HeldNames held, String top, FacetDoor.Action end)
            throws InterruptedException {
        held.hold(top);
        live.stop(top, end);
        for (String path : tree.subtree(top)) {
            held.hold(path);
            live.stop(path, end);
        }
    }

    /** Copies facets into files with new numbers, while none of those above runs an event. */
    private void copySubtree(HeldNames held, String path, Moving moving, Map<String, Node> made)
            throws InterruptedException {
        held.hold(path);
        var node = tree.find(path).orElse(null);
        if (node == null) {
            return;
        }
        var facet = live.find(path);
        if (facet.isPresent()) {
            facet.get().betweenEvents(copier -> copy(held, path, moving, made, copier));
        } else {
            copy(held, path, moving, made, target -> copyFile(tree.file(node), target));
        }
    }

    private interface Moving {
        String moved(String path);
    }

    private void copy(
            HeldNames held,
            String path,
            Moving moving,
            Map<String, Node> made,
            Consumer<Path> copier)
            throws InterruptedException {
        var copy = new Node(tree.newNumber(), Optional.empty());
        made.put(moving.moved(path), copy);
        copier.accept(tree.file(copy));
        for (String child : List.copyOf(tree.children(path))) {
            copySubtree(held, FacetPath.child(path, child), moving, made);
        }
    }

    private static void copyFile(Path file, Path target) {
        Carriers.whileSyncing(() -> {
            FacetFiles.copy(file, target);
            return true;
        });
    }

    private void forget(Node node) {
        room.forget(tree.file(node));
        tree.removeFiles(node.number());
    }

    /** For as long as facets have two databases each, only one of them counts. */
    private void takeRoom(Namespace namespace, String to, Map<String, Node> made) {
        long before = 0;
        for (Node node : nodes(tree.subtree(to))) {
            before += room.usedBytes(tree.file(node));
        }
        for (var copy : made.entrySet()) {
            var limits = supervision.limits(namespace, copy.getKey()).database();
            var file = tree.file(copy.getValue());
            if (!room.takes(file, limits, before)) {
                throw DataChanges.tooLarge();
            }
            if (Files.exists(file)) {
                ObjectUsage.begin(file);
                archive.adopted(file);
            }
        }
    }
}
