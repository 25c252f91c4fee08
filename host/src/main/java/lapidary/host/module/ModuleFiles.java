package lapidary.host.module;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lapidary.host.storage.DurableFiles;

/**
 * Files that are there whole or not at all: written under a temporary name, synced, renamed, and
 * the folder synced. Thread-safe.
 */
final class ModuleFiles {
    private static final int PREFIX_DIGITS = 2;

    private final Path root;
    private final String suffix;

    /**
     * @param root of the store; files are in folders by the first digits of their key
     * @param suffix of every file, with its dot
     */
    ModuleFiles(Path root, String suffix) {
        this.root = root;
        this.suffix = suffix;
    }

    /**
     * @param key of hexadecimal digits and hyphens, never a user's string
     */
    Optional<byte[]> read(String key) {
        var file = path(key);
        try {
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    boolean has(String key) {
        return Files.exists(path(key));
    }

    void write(String key, byte[] bytes) {
        var file = path(key);
        try {
            DurableFiles.createFolders(folder(key));
            DurableFiles.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private Path path(String key) {
        return folder(key).resolve(key + suffix);
    }

    private Path folder(String key) {
        return root.resolve(key.substring(0, PREFIX_DIGITS));
    }
}
