package lapidary.host.module;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lapidary.host.engine.CompiledCache;
import lapidary.host.storage.DurableFiles;

/**
 * Compiled modules on disk, so that a start need not compile what was compiled before. They take a
 * number of bytes at most: what was made first goes first, and is made again when it is needed.
 * Thread-safe; {@code size} is guarded by this.
 */
final class CompiledFiles implements CompiledCache {
    private static final Logger LOG = System.getLogger("lapidary.module");
    private static final long BYTES_MAX = 2L << 30;

    private record Kept(Path file, long size, FileTime made) {}

    private final Path folder;
    private final long bytesMax;
    private final ModuleFiles files;
    private long size = -1;

    CompiledFiles(Path folder) {
        this(folder, BYTES_MAX);
    }

    CompiledFiles(Path folder, long bytesMax) {
        this.folder = folder;
        this.bytesMax = bytesMax;
        files = new ModuleFiles(folder, ".jar");
    }

    @Override
    public Optional<byte[]> get(String key) {
        return files.read(key);
    }

    /** Or does not keep it, if the disk is full or fails: it is made again. */
    @Override
    public synchronized void put(String key, byte[] code) {
        try {
            files.write(key, code);
            size = size < 0 ? bytes(kept()) : size + code.length;
            if (size > bytesMax) {
                removeOldest();
            }
        } catch (UncheckedIOException e) {
            LOG.log(Level.WARNING, "compiled code could not be kept", e);
        }
    }

    /** Down to three quarters, so that not each one that is made has to look. */
    private void removeOldest() {
        var kept = kept();
        size = bytes(kept);
        try {
            for (var oldest : kept) {
                if (size <= bytesMax / 4 * 3) {
                    return;
                }
                DurableFiles.delete(oldest.file());
                size -= oldest.size();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove compiled code in " + folder, e);
        }
    }

    private static long bytes(List<Kept> kept) {
        return kept.stream().mapToLong(Kept::size).sum();
    }

    /** What there is, oldest first. */
    private List<Kept> kept() {
        try (var paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .map(CompiledFiles::kept)
                    .sorted(Comparator.comparing(Kept::made))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    private static Kept kept(Path file) {
        try {
            return new Kept(file, Files.size(file), Files.getLastModifiedTime(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
