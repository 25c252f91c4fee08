package lapidary.host.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lapidary.host.crash.Call.Moment;
import lapidary.host.crash.DiskNode.Change;
import lapidary.host.crash.DiskNode.File;
import lapidary.host.crash.DiskNode.Folder;
import org.jspecify.annotations.Nullable;

/**
 * A model of the disk below one folder, as system calls change it: what is on it for sure, and what
 * was only asked for. It promises as little as POSIX does: a sync of a file covers its bytes and
 * not its name, one of a folder covers the names in it; nothing else is in any order. Confined to
 * one thread.
 */
final class Disk {
    /** What a file descriptor stands for. */
    private static final class Open {
        private final DiskNode node;
        private final boolean isAppending;
        private long position;

        Open(DiskNode node, boolean isAppending) {
            this.node = node;
            this.isAppending = isAppending;
        }
    }

    /** What a sync that is under way covers. */
    private record Sync(DiskNode node, long changes, List<NameChange> names) {}

    private final Path root;
    private final Folder top = new Folder();
    private final List<NameChange> names = new ArrayList<>();
    private final Map<Integer, Open> open = new HashMap<>();
    private final Map<Integer, Sync> syncs = new HashMap<>();

    /**
     * @param root a folder that is there, with nothing in it
     */
    Disk(Path root) {
        this.root = root.toAbsolutePath();
    }

    Folder top() {
        return top;
    }

    /** Changes of names that may be lost, in order. */
    List<NameChange> names() {
        return names;
    }

    /** Takes a step; whether something on the disk has changed, or is safe from now on. */
    boolean apply(Step step) {
        return switch (step) {
            case Step.Asked asked -> apply(asked.call());
            case Step.Noted _ -> false;
            case Step.ProcessEnded _ -> {
                open.clear(); // what it wrote is still to be synced
                syncs.clear();
                yield false;
            }
        };
    }

    private boolean apply(Call call) {
        if (call.moment() == Moment.BEGIN) {
            beginSync(call);
            return false;
        }
        return switch (call.name()) {
            case "openat", "open" -> open(call);
            case "close" -> {
                open.remove(call.number(0));
                yield false;
            }
            case "dup" -> duplicate(call);
            case "dup2", "dup3" -> duplicate(call);
            case "fcntl" -> call.arguments().get(1).startsWith("F_DUPFD") && duplicate(call);
            case "lseek" -> seek(call);
            case "write" -> write(call);
            case "pwrite64" -> change(call, call.longNumber(3));
            case "ftruncate" -> truncate(call);
            case "fsync", "fdatasync" -> endSync(call);
            case "rename" -> rename(call);
            case "unlink", "rmdir" -> remove(call);
            case "mkdir" -> makeFolder(call);
            case "mmap" -> refuseSharedMap(call);
            default -> refuse(call);
        };
    }

    private boolean open(Call call) {
        int pathAt = call.name().equals("open") ? 0 : 1;
        var path = path(call.text(pathAt));
        int fd = Math.toIntExact(call.result());
        open.remove(fd);
        if (path == null) {
            return false;
        }
        var flags = call.flags(pathAt + 1);
        boolean isCut = flags.contains("O_TRUNC");
        var found = find(path);
        if (found == null && !flags.contains("O_CREAT")) {
            throw new IllegalStateException("opened, but never made: " + path);
        }
        var node = found == null ? new File() : found;
        if (found == null) {
            rename(NameChange.add(entry(path, node)));
        } else if (isCut && node instanceof File file) {
            file.pending().add(new Change.Resize(0));
        }
        open.put(fd, new Open(node, flags.contains("O_APPEND")));
        return found == null || isCut;
    }

    private boolean duplicate(Call call) {
        int copy = Math.toIntExact(call.result());
        var original = open.get(call.number(0));
        if (original == null) {
            open.remove(copy);
        } else {
            open.put(copy, original);
        }
        return false;
    }

    private boolean seek(Call call) {
        var file = open.get(call.number(0));
        if (file != null) {
            file.position = call.result();
        }
        return false;
    }

    private boolean write(Call call) {
        var to = open.get(call.number(0));
        if (to == null || !(to.node instanceof File file)) {
            return false;
        }
        long offset = to.isAppending ? file.size() : to.position;
        to.position = offset + call.result();
        return change(call, offset);
    }

    private boolean change(Call call, long offset) {
        var to = open.get(call.number(0));
        if (to == null || !(to.node instanceof File file)) {
            return false;
        }
        byte[] bytes = call.bytes(1);
        if (bytes.length != call.result()) {
            throw new IllegalStateException(
                    "a write of " + bytes.length + " wrote " + call.result());
        }
        return file.pending().add(new Change.Write(Math.toIntExact(offset), bytes));
    }

    private boolean truncate(Call call) {
        var to = open.get(call.number(0));
        return to != null
                && to.node instanceof File file
                && file.pending().add(new Change.Resize(call.number(1)));
    }

    private void beginSync(Call call) {
        var what = open.get(call.number(0));
        if (what != null) {
            syncs.put(call.thread(), syncOf(what.node));
        }
    }

    private Sync syncOf(DiskNode node) {
        return switch (node) {
            case File file -> new Sync(file, file.changeCount(), List.of());
            case Folder folder ->
                    new Sync(folder, 0, names.stream().filter(n -> n.changes(folder)).toList());
        };
    }

    private boolean endSync(Call call) {
        var sync = syncs.remove(call.thread());
        if (sync == null) {
            return false;
        }
        switch (sync.node()) {
            case File file -> file.syncUpTo(sync.changes());
            case Folder folder -> {
                for (var change : sync.names()) {
                    if (names.contains(change) && change.sync(folder)) {
                        names.remove(change);
                    }
                }
            }
        }
        return true;
    }

    private boolean rename(Call call) {
        var from = path(call.text(0));
        var to = path(call.text(1));
        if (from == null && to == null) {
            return false;
        }
        var node = Objects.requireNonNull(find(Objects.requireNonNull(from)));
        rename(NameChange.move(entry(from, node), entry(Objects.requireNonNull(to), node)));
        return true;
    }

    private boolean remove(Call call) {
        var path = path(call.text(0));
        if (path == null) {
            return false;
        }
        rename(NameChange.remove(entry(path, Objects.requireNonNull(find(path)))));
        return true;
    }

    private boolean makeFolder(Call call) {
        var path = path(call.text(0));
        if (path == null) {
            return false;
        }
        rename(NameChange.add(entry(path, new Folder())));
        return true;
    }

    private void rename(NameChange change) {
        change.apply(folder -> folder.now);
        names.add(change);
    }

    private NameChange.Entry entry(Path path, DiskNode node) {
        var parent = path.getParent();
        var folder = parent == null ? top : (Folder) Objects.requireNonNull(find(parent));
        return new NameChange.Entry(folder, path.getFileName().toString(), node);
    }

    private @Nullable DiskNode find(Path path) {
        DiskNode node = top;
        for (var name : path) {
            if (!(node instanceof Folder folder)) {
                return null;
            }
            node = name.toString().isEmpty() ? folder : folder.now.get(name.toString());
        }
        return node;
    }

    /** Below the root; null for what is elsewhere. */
    private @Nullable Path path(String text) {
        var path = Path.of(text).toAbsolutePath().normalize();
        return path.startsWith(root) ? root.relativize(path) : null;
    }

    private boolean refuseSharedMap(Call call) {
        boolean isWritten =
                call.flags(3).contains("MAP_SHARED") && call.flags(2).contains("PROT_WRITE");
        return isWritten && refuse(call);
    }

    /** Unless it is about something that is not ours: a socket, another folder. */
    private boolean refuse(Call call) {
        boolean isOurs =
                switch (call.name()) {
                    case "mmap" -> open.containsKey(call.number(4));
                    case "writev", "pwritev", "pwritev2", "sync_file_range", "fallocate" ->
                            open.containsKey(call.number(0));
                    default -> true;
                };
        if (isOurs) {
            throw new IllegalStateException("the model does not know " + call.name());
        }
        return false;
    }
}
