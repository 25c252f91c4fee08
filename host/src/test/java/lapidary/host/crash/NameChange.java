package lapidary.host.crash;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import lapidary.host.crash.DiskNode.Folder;

/**
 * A change of names that happens whole or not at all: a rename takes one away and adds one. It is
 * on the disk for sure when each folder that it changes was synced.
 */
final class NameChange {
    /** A name in a folder, and what it means. */
    record Entry(Folder folder, String name, DiskNode node) {}

    private final List<Entry> taken;
    private final List<Entry> added;
    private final Set<Folder> unsynced = Collections.newSetFromMap(new IdentityHashMap<>());

    private NameChange(List<Entry> taken, List<Entry> added) {
        this.taken = taken;
        this.added = added;
        taken.forEach(entry -> unsynced.add(entry.folder()));
        added.forEach(entry -> unsynced.add(entry.folder()));
    }

    static NameChange add(Entry entry) {
        return new NameChange(List.of(), List.of(entry));
    }

    static NameChange remove(Entry entry) {
        return new NameChange(List.of(entry), List.of());
    }

    static NameChange move(Entry from, Entry to) {
        return new NameChange(List.of(from), List.of(to));
    }

    /**
     * @param names of each folder, which are changed
     */
    void apply(Function<Folder, Map<String, DiskNode>> names) {
        for (var entry : taken) {
            names.apply(entry.folder()).remove(entry.name(), entry.node());
        }
        for (var entry : added) {
            names.apply(entry.folder()).put(entry.name(), entry.node());
        }
    }

    boolean changes(Folder folder) {
        return unsynced.contains(folder);
    }

    /**
     * @return whether all of it is on the disk now
     */
    boolean sync(Folder folder) {
        unsynced.remove(folder);
        return unsynced.isEmpty();
    }
}
