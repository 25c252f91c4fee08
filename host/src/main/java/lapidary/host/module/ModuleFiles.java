package lapidary.host.module;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import lapidary.host.storage.DurableFiles;

/**
 * Files that are there whole or not at all: written under a temporary name, synced, renamed, and
 * the folder synced. Thread-safe: writing is guarded by this.
 */
final class ModuleFiles {
    private static final int PREFIX_DIGITS = 2;
    private static final int PART_BYTES = 64 << 10;

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

    /** At start: removes what was being written when the host ended. */
    static void removeUnfinished(Path folder) {
        try {
            DurableFiles.removeUnfinished(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clean " + folder, e);
        }
    }

    /**
     * @param key of hexadecimal digits and hyphens, never a user's string
     */
    Optional<byte[]> read(String key) {
        var file = path(key);
        try {
            return Files.exists(file) ? Optional.of(inParts(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** A channel keeps a copy, off the heap, of what it is asked for at once. */
    private static byte[] inParts(Path file) throws IOException {
        var bytes = new byte[Math.toIntExact(Files.size(file))];
        int size = 0;
        try (var in = Files.newInputStream(file)) {
            while (size < bytes.length) {
                int read = in.read(bytes, size, Math.min(PART_BYTES, bytes.length - size));
                if (read < 0) {
                    return Arrays.copyOf(bytes, size);
                }
                size += read;
            }
        }
        return bytes;
    }

    /** 0 if there is no such file. */
    long size(String key) {
        try {
            return Files.size(path(key));
        } catch (NoSuchFileException _) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path(key), e);
        }
    }

    boolean has(String key) {
        return Files.exists(path(key));
    }

    /** When a file was changed or touched last, if there is one. */
    Optional<Instant> changed(String key) {
        try {
            return Optional.of(Files.getLastModifiedTime(path(key)).toInstant());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path(key), e);
        }
    }

    /** As if it were changed now. */
    void touch(String key, Instant now) {
        try {
            Files.setLastModifiedTime(path(key), FileTime.from(now));
        } catch (NoSuchFileException _) {
            // removed meanwhile: whoever reads it finds that out
        } catch (IOException e) {
            throw new UncheckedIOException("cannot touch " + path(key), e);
        }
    }

    /**
     * Makes sure of a file that always has the same bytes. One that is there was perhaps given its
     * name by a process that was killed before it could sync that.
     */
    void keep(String key, byte[] bytes) {
        if (!has(key)) {
            write(key, bytes);
            return;
        }
        try {
            DurableFiles.createFolders(folder(key));
            DurableFiles.syncFolder(folder(key));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sync " + path(key), e);
        }
    }

    /** One at a time: two of the same key would write the same file. */
    synchronized void write(String key, byte[] bytes) {
        var file = path(key);
        try {
            DurableFiles.createFolders(folder(key));
            DurableFiles.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** The same for what can be made again, and that a reader checks: it is not synced. */
    synchronized void writeUnsynced(String key, byte[] bytes) {
        var file = path(key);
        try {
            DurableFiles.createFolders(folder(key));
            DurableFiles.writeUnsynced(file, bytes);
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
