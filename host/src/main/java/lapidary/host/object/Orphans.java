package lapidary.host.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import lapidary.host.storage.DurableFiles;
import lapidary.host.storage.FacetFiles;

/**
 * Files that no tree names, which a crash in the middle of a change has left: found and removed
 * when an object's tree is read, while nobody changes it, and counted. Thread-safe.
 */
final class Orphans {
    private static final Logger LOG = System.getLogger("lapidary.object");

    private static final Pattern FILE =
            Pattern.compile("([1-9][0-9]{0,17})\\.db(-wal|-shm|-journal)?");

    /** A file that was not finished, whoever it was for. */
    private static final Pattern UNFINISHED =
            Pattern.compile("[1-9][0-9]{0,17}\\.db\\.new(-journal)?");

    private static final long NOBODY = Long.MAX_VALUE;

    private final AtomicLong removed = new AtomicLong();
    private volatile long leftSince = NOBODY;

    /** How many files were removed since the server started. */
    long removed() {
        return removed.get();
    }

    /** A process before this one was killed: what it wrote since then may lack its last step. */
    void leftSince(long millis) {
        leftSince = millis;
    }

    /** All that it left was looked at. */
    void allLookedAt() {
        leftSince = NOBODY;
    }

    /**
     * Whether a process before may have left this file of a facet, which nobody has opened since.
     */
    boolean isLeft(Path file) {
        long since = leftSince;
        if (since == NOBODY || !Files.exists(file)) {
            return false;
        }
        try {
            return FacetFiles.hasLog(file) || Files.getLastModifiedTime(file).toMillis() >= since;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file, e);
        }
    }

    /**
     * @param folder of an object whose facets are asleep
     * @param known numbers that the tree names
     */
    void sweep(Path folder, Set<Long> known) {
        long count = 0;
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                if (isOrphan(file.getFileName().toString(), known) && DurableFiles.delete(file)) {
                    count++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sweep " + folder, e);
        }
        if (count > 0) {
            removed.addAndGet(count);
            LOG.log(
                    Level.INFO,
                    "removed {0} files that a crash had left in {1}; {2} since the start",
                    count,
                    folder,
                    removed.get());
        }
    }

    private static boolean isOrphan(String file, Set<Long> known) {
        if (UNFINISHED.matcher(file).matches()) {
            return true;
        }
        var matcher = FILE.matcher(file);
        return matcher.matches() && !known.contains(Long.parseLong(matcher.group(1)));
    }
}
