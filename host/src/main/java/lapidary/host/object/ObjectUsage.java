package lapidary.host.object;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.facet.Carriers;
import lapidary.host.storage.FacetFiles;
import lapidary.host.usage.HourUsage;
import lapidary.host.usage.TotalUsage;
import lapidary.host.usage.UsageBooks;

/**
 * Sees to it that what the facets of one object used is in the books before their files go, and is
 * nobody else's where files are copied. Thread-safe, as its callers keep others from those files.
 */
final class ObjectUsage {
    private static final Logger LOG = System.getLogger("lapidary.object");

    private final UsageBooks books;
    private final Orphans orphans;
    private final String namespace;
    private final String object;

    /**
     * @param namespace its name
     * @param object its name
     */
    ObjectUsage(ObjectServices services, String namespace, String object) {
        this.books = services.facets().usage().books();
        this.orphans = services.orphans();
        this.namespace = namespace;
        this.object = object;
    }

    UsageBooks books() {
        return books;
    }

    /** A file that was just made for a facet, if it was, has used nothing yet. */
    static void begin(Path made) {
        if (Files.exists(made)) {
            Carriers.whileSyncing(() -> {
                FacetFiles.beginUsage(made);
                return true;
            });
        }
    }

    /** All that the facet of a file has used, which nobody has open. */
    static TotalUsage total(Path file) {
        return TotalUsage.of(read(file));
    }

    /**
     * Facets are closed, and their files about to go: what they used is in the books when this
     * returns, durably. On a full disk it waits to be written, in memory: deleting makes room.
     *
     * @param files by the facet's name
     */
    void outlive(Map<String, Optional<Path>> files) {
        files.forEach((facet, file) -> file.ifPresent(known -> keepIfLeft(facet, known)));
        Carriers.whileSyncing(() -> {
            flush();
            return true;
        });
    }

    private void flush() {
        try {
            books.flush();
        } catch (LimitException e) {
            if (e.code() != ErrorCode.STORAGE_FULL) {
                throw e;
            }
            LOG.log(
                    Level.WARNING,
                    "what facets of {0}/{1} used waits in memory: {2}",
                    namespace,
                    object,
                    e.getMessage());
        }
    }

    /** The files of facets, by path. */
    static Map<String, Optional<Path>> files(ObjectTree tree, Collection<String> paths) {
        return paths.stream()
                .collect(Collectors.toMap(path -> path, path -> tree.find(path).map(tree::file)));
    }

    /** What a file has that a process before this one may not have brought into the books. */
    void keepIfLeft(String facet, Path file) {
        if (orphans.isLeft(file)) {
            books.keep(new UsageBooks.Account(namespace, object, "/" + facet), read(file));
        }
    }

    private static List<HourUsage> read(Path file) {
        return Carriers.whileSyncing(() -> FacetFiles.usage(file));
    }
}
