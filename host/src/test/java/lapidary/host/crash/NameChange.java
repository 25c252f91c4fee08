package lapidary.host.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import lapidary.host.crash.DiskNode.Folder;

/**
 * A change of names that happens whole or not at all: a rename takes one away and adds one. If it
 * changes two folders, and only one was synced, the other half of it may be lost.
 */
final class NameChange {
    /** A name in a folder, and what it means. */
    record Entry(Folder folder, String name, DiskNode node) {}

    private final List<Entry> taken;
    private final List<Entry> added;

    private NameChange(List<Entry> taken, List<Entry> added) {
        this.taken = new ArrayList<>(taken);
        this.added = new ArrayList<>(added);
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
        return Stream.concat(taken.stream(), added.stream())
                .anyMatch(entry -> entry.folder() == folder);
    }

    /**
     * The folder was synced: what is left of this is what happens in another.
     *
     * @return whether all of it is on the disk now
     */
    boolean sync(Folder folder) {
        var here =
                new NameChange(
                        taken.stream().filter(entry -> entry.folder() == folder).toList(),
                        added.stream().filter(entry -> entry.folder() == folder).toList());
        here.apply(changed -> changed.durable);
        taken.removeAll(here.taken);
        added.removeAll(here.added);
        return taken.isEmpty() && added.isEmpty();
    }
}
