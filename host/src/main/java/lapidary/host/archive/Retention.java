package lapidary.host.archive;

import java.io.IOException;
import java.util.List;
import lapidary.host.cold.ColdStore;

/**
 * Removes what no restore within the retention time needs: all that is before the newest snapshot
 * that is older than that. What a facet has of snapshots and their followers stays, however old, as
 * long as its object has the facet. Confined to the archive's thread.
 */
final class Retention {
    private static final int PAGE = 1_000;

    private final ColdStore store;
    private final long beforeMillis;

    Retention(ColdStore store, long beforeMillis) {
        this.store = store;
        this.beforeMillis = beforeMillis;
    }

    /** Of one facet that may still be in use. */
    void trim(FacetKey key) throws IOException {
        var files = new LtxFiles(store, key);
        var snapshots = files.snapshots();
        for (int i = snapshots.size() - 1; i >= 0; i--) {
            var base = snapshots.get(i);
            if (files.header(base).timestampMillis() <= beforeMillis) {
                trimBefore(files, base.name().txidMax());
                for (var older : snapshots.subList(0, i)) {
                    files.delete(older);
                }
                return;
            }
        }
    }

    /** Of one facet that its object has no more: all, once all is too old. */
    void trimDeleted(FacetKey key) throws IOException {
        trim(key);
        var files = new LtxFiles(store, key);
        var snapshots = files.snapshots();
        if (snapshots.isEmpty()) {
            return;
        }
        var chain = Chain.after(files, snapshots.getLast(), Long.MAX_VALUE);
        var last = chain.isEmpty() ? snapshots.getLast() : chain.getLast();
        if (files.header(last).timestampMillis() <= beforeMillis) {
            trimBefore(files, Long.MAX_VALUE);
            for (var snapshot : snapshots) {
                files.delete(snapshot);
            }
        }
    }

    private static void trimBefore(LtxFiles files, long txid) throws IOException {
        for (int level = 0; level <= Levels.HIGHEST; level++) {
            List<LtxFiles.File> page;
            do {
                page =
                        files.page(level, 0).stream()
                                .filter(file -> file.name().txidMax() <= txid)
                                .toList();
                for (var file : page) {
                    files.delete(file);
                }
            } while (page.size() == PAGE);
        }
    }
}
