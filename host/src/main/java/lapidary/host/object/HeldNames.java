package lapidary.host.object;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * The locks of facets' names that one change has, taken one after the other and kept until it is
 * done: a facet's before those of the facets below it, and of two siblings the lesser's first, with
 * all below it. Confined to a thread.
 */
final class HeldNames implements AutoCloseable {
    private final NameLocks locks;
    private final ArrayDeque<NameLocks.Held> held = new ArrayDeque<>();
    private final Set<String> paths = new HashSet<>();

    HeldNames(NameLocks locks) {
        this.locks = locks;
    }

    /** Waits for the lock of a name, unless it is held already. */
    void hold(String path) throws InterruptedException {
        if (!paths.contains(path)) {
            held.push(locks.lock(path));
            paths.add(path);
        }
    }

    Set<String> paths() {
        return paths;
    }

    @Override
    public void close() {
        held.forEach(NameLocks.Held::close);
        held.clear();
    }
}
