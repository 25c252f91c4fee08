package lapidary.host.object;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is in {@code 0.db} of objects that were let go, where that is one facet without options: so
 * the next event of such an object does not open the file. An object is here only while it is not
 * live, and nothing but a live object changes its tree. Thread-safe.
 *
 * @param <K> names an object
 */
final class SleepingTrees<K> {
    /** Of some 200 bytes each; others are read again. */
    private static final int MAX = 20_000;

    /**
     * A tree with one facet.
     *
     * @param lastNumber the greatest that was ever given in this tree
     */
    record Tree(String path, long number, long lastNumber) {}

    private final ConcurrentHashMap<K, Tree> trees = new ConcurrentHashMap<>();

    /** The object is let go; empty if its tree is another one, or not known. */
    void letGo(K object, Optional<Tree> tree) {
        if (tree.isPresent() && trees.size() < MAX) {
            trees.put(object, tree.get());
        } else {
            trees.remove(object);
        }
    }

    /** The object lives again. */
    Optional<Tree> wake(K object) {
        return Optional.ofNullable(trees.remove(object));
    }
}
