package lapidary.host.module;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.storage.DurableFiles;

/**
 * Keeps the files of a folder to a number of bytes: the oldest go first, by when they were changed
 * last, but for those that somebody needs, which do not count, and those that are fresh.
 * Thread-safe: guarded by this.
 */
final class BoundedFolder {
    /** After a look, so much of the bound is added before the next. */
    private static final int LOOK_PART = 8;

    private record Kept(Path file, long size, Instant changed) {}

    private final Path folder;
    private final long bytesMax;
    private final Duration fresh;
    private final Predicate<Path> isNeeded;
    private long size = -1;
    private long sizeToLookAt;

    /**
     * @param fresh so long a file stays in any case
     * @param isNeeded asked of the oldest, when there are too many bytes
     */
    BoundedFolder(Path folder, long bytesMax, Duration fresh, Predicate<Path> isNeeded) {
        this.folder = folder;
        this.bytesMax = bytesMax;
        this.fresh = fresh;
        this.isNeeded = isNeeded;
        this.sizeToLookAt = bytesMax;
    }

    /**
     * Makes room for a file that is about to be made.
     *
     * @throws LimitException with {@code OVERLOADED} if what is fresh fills the folder
     */
    synchronized void makeRoom(long bytes, Instant now) {
        if (size < 0) {
            size = bytes(kept());
        }
        if (size + bytes > sizeToLookAt) {
            removeOldest(now.minus(fresh), bytes);
            sizeToLookAt = Math.max(bytesMax, size + bytesMax / LOOK_PART);
        }
        size += bytes;
    }

    /** Down to three quarters, so that not each one that is made has to look. */
    private void removeOldest(Instant freshSince, long bytes) {
        var kept = kept();
        size = bytes(kept);
        long left = size + bytes;
        long fresh = 0;
        for (var oldest : kept) {
            if (left <= bytesMax / 4 * 3) {
                break;
            }
            if (isNeeded.test(oldest.file())) {
                left -= oldest.size();
            } else if (oldest.changed().isAfter(freshSince)) {
                fresh += oldest.size();
            } else {
                delete(oldest.file());
                size -= oldest.size();
                left -= oldest.size();
            }
        }
        if (fresh + bytes > bytesMax) {
            throw new LimitException(
                    ErrorCode.OVERLOADED,
                    "more than " + bytesMax + " bytes of it are new; try again later");
        }
    }

    private static void delete(Path file) {
        try {
            DurableFiles.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file, e);
        }
    }

    private static long bytes(List<Kept> kept) {
        return kept.stream().mapToLong(Kept::size).sum();
    }

    /** What there is, oldest first. */
    private List<Kept> kept() {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .map(BoundedFolder::kept)
                    .sorted(Comparator.comparing(Kept::changed))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    private static Kept kept(Path file) {
        try {
            return new Kept(file, Files.size(file), Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
