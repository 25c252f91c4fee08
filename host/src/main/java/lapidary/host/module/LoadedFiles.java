package lapidary.host.module;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Modules that guests have loaded, and nobody has given a name. They take a number of bytes at
 * most, beyond which those that nobody refers to go, the least recently used first: whoever loads
 * them again has them again. Thread-safe.
 */
final class LoadedFiles {
    private static final String SUFFIX = ".wasm";

    static final long BYTES_MAX = 1L << 30;

    /** A module that was used so lately may be about to be referred to. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    /** How exactly it is known when a module was used. */
    private static final Duration TOUCH_EVERY = Duration.ofSeconds(10);

    private final ModuleFiles files;
    private final BoundedFolder bound;
    private final InstantSource clock;
    private volatile Predicate<Digest> isReferredTo = _ -> true;

    LoadedFiles(Path folder, long bytesMax, InstantSource clock) {
        this.files = new ModuleFiles(folder, SUFFIX);
        this.clock = clock;
        this.bound = new BoundedFolder(folder, bytesMax, FRESH, this::isNeeded);
    }

    /** Who knows what is referred to; until somebody does, nothing goes. */
    void askBeforeRemoving(Predicate<Digest> referredTo) {
        isReferredTo = referredTo;
    }

    /**
     * Takes a module in; it is there, durably, for a minute at least.
     *
     * @throws lapidary.host.error.LimitException if too many bytes are so new
     */
    void keep(Digest digest, byte[] wasm) {
        if (!has(digest)) {
            bound.makeRoom(wasm.length, clock.instant());
            files.write(digest.hex(), wasm);
            files.touch(digest.hex(), clock.instant());
        }
    }

    /** Whether it is there; it is used, then. */
    boolean has(Digest digest) {
        var used = files.changed(digest.hex());
        used.filter(at -> at.isBefore(clock.instant().minus(TOUCH_EVERY)))
                .ifPresent(_ -> files.touch(digest.hex(), clock.instant()));
        return used.isPresent();
    }

    long size(Digest digest) {
        return files.size(digest.hex());
    }

    Optional<byte[]> read(Digest digest) {
        return files.read(digest.hex());
    }

    private boolean isNeeded(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.endsWith(SUFFIX)
                || isReferredTo.test(
                        new Digest(name.substring(0, name.length() - SUFFIX.length())));
    }
}
