package lapidary.host.module;

import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import lapidary.host.engine.CompiledCache;

/**
 * Compiled modules on disk, so that a start need not compile what was compiled before. They take a
 * number of bytes at most: what was made first goes first, and is made again when it is needed.
 * Thread-safe.
 */
final class CompiledFiles implements CompiledCache {
    private static final Logger LOG = System.getLogger("lapidary.module");
    private static final long BYTES_MAX = 2L << 30;

    private final ModuleFiles files;
    private final BoundedFolder bound;

    CompiledFiles(Path folder) {
        this(folder, BYTES_MAX);
    }

    CompiledFiles(Path folder, long bytesMax) {
        this.files = new ModuleFiles(folder, ".jar");
        this.bound = new BoundedFolder(folder, bytesMax, Duration.ZERO, _ -> false);
    }

    @Override
    public Optional<byte[]> get(String key) {
        return files.read(key);
    }

    /** Or does not keep it, if the disk is full or fails: it is made again. */
    @Override
    public void put(String key, byte[] code) {
        try {
            bound.makeRoom(code.length, Instant.now());
            files.writeUnsynced(key, code); // what a crash spoils has another digest
        } catch (UncheckedIOException e) {
            LOG.log(Level.WARNING, "compiled code could not be kept", e);
        }
    }
}
