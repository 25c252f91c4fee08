package lapidary.host.storage;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Files and folders that are there whole, or not at all, also after power was lost. */
public final class DurableFiles {
    private static final String UNFINISHED = ".tmp";
    private static final int PART_BYTES = 64 << 10;

    private static final int DURABLE_MAX = 10_000;

    /** Folders with others in them whose names this process has synced: it need not do so again. */
    private static final Set<Path> DURABLE = ConcurrentHashMap.newKeySet();

    private DurableFiles() {}

    /**
     * Makes a folder and those above it, each durable when this returns: also one that a process
     * before this one made, and was killed before it could sync its name.
     */
    public static void createFolders(Path folder) throws IOException {
        var path = folder.toAbsolutePath();
        var parent = path.getParent();
        if (parent == null) {
            return;
        }
        if (!DURABLE.contains(parent) || !Files.isDirectory(parent)) {
            createFolders(parent);
            remember(parent);
        }
        boolean isNew = !Files.isDirectory(path);
        Files.createDirectories(path);
        try {
            syncFolder(parent);
        } catch (AccessDeniedException e) {
            if (isNew) {
                throw e;
            } // else somebody else made it, long ago
        }
    }

    private static void remember(Path folder) {
        if (DURABLE.size() >= DURABLE_MAX) {
            DURABLE.clear();
        }
        DURABLE.add(folder);
    }

    /** Writes a file: under a temporary name, synced, renamed, and its folder synced. */
    public static void write(Path file, byte[] bytes) throws IOException {
        var folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        var temporary = Files.createTempFile(folder, "", UNFINISHED);
        try {
            writeAndSync(temporary, bytes);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncFolder(folder);
    }

    /** Removes what {@link #write} left below a folder when it was cut short; nobody writes now. */
    public static void removeUnfinished(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(DurableFiles::isUnfinished).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static boolean isUnfinished(Path file) {
        return String.valueOf(file.getFileName()).endsWith(UNFINISHED);
    }

    /** Makes the names in a folder durable. */
    public static void syncFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        }
    }

    private static void writeAndSync(Path file, byte[] bytes) throws IOException {
        try (var channel = FileChannel.open(file, WRITE)) {
            // In parts: a channel keeps a copy, off the heap, of what it is given at once.
            for (int start = 0; start < bytes.length; start += PART_BYTES) {
                int size = Math.min(PART_BYTES, bytes.length - start);
                var buffer = ByteBuffer.wrap(bytes, start, size);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            channel.force(true);
        }
    }
}
