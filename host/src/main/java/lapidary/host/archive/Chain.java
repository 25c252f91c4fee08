package lapidary.host.archive;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import lapidary.host.ltx.LtxName;

/**
 * The files that make a facet as it was: a snapshot, then what follows it without a gap, of the
 * highest level that is not past the time. Confined to its owner.
 */
final class Chain {
    private final LtxFiles files;
    private final long toMillis;
    private final List<Deque<LtxFiles.File>> pages = new ArrayList<>();

    private Chain(LtxFiles files, long toMillis) {
        this.files = files;
        this.toMillis = toMillis;
        for (int level = 0; level <= Levels.HIGHEST; level++) {
            pages.add(new ArrayDeque<>());
        }
    }

    /** Up to a time; empty if the archive does not go back so far. */
    static List<LtxFiles.File> find(LtxFiles files, long toMillis) throws IOException {
        var snapshots = files.snapshots();
        for (var snapshot : snapshots.reversed()) {
            if (files.header(snapshot).timestampMillis() <= toMillis) {
                return new Chain(files, toMillis).from(snapshot);
            }
        }
        return List.of();
    }

    /** What follows a file, up to a time. */
    static List<LtxFiles.File> after(LtxFiles files, LtxFiles.File first, long toMillis)
            throws IOException {
        var chain = new Chain(files, toMillis).from(first);
        return chain.subList(1, chain.size());
    }

    private List<LtxFiles.File> from(LtxFiles.File first) throws IOException {
        var chain = new ArrayList<LtxFiles.File>();
        var next = Optional.of(first);
        while (next.isPresent()) {
            chain.add(next.get());
            next = following(next.get().name().txidMax());
        }
        return chain;
    }

    private Optional<LtxFiles.File> following(long txid) throws IOException {
        for (int level = Levels.HIGHEST; level >= 0; level--) {
            var candidate = candidate(level, txid);
            if (candidate.isPresent()
                    && files.header(candidate.get()).timestampMillis() <= toMillis) {
                return candidate;
            }
        }
        return Optional.empty();
    }

    /** The file of a level that begins right after {@code txid}. */
    private Optional<LtxFiles.File> candidate(int level, long txid) throws IOException {
        var known = pages.get(level);
        while (!known.isEmpty() && known.getFirst().name().txidMin() <= txid) {
            known.removeFirst();
        }
        if (known.isEmpty()) {
            known.addAll(files.page(level, txid));
        }
        return known.isEmpty() || known.getFirst().name().txidMin() != txid + 1
                ? Optional.empty()
                : Optional.of(known.getFirst());
    }

    /** The range of what those files have. */
    static LtxName range(List<LtxFiles.File> chain) {
        return Merge.nameOf(chain);
    }
}
