package lapidary.host.storage;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** Files and folders that are there whole, or not at all, also after power was lost. */
public final class DurableFiles {
    private static final int PART_BYTES = 64 << 10;

    /** Changed by tests only. */
    static volatile StorageSteps steps = StorageSteps.UNHEARD;

    private DurableFiles() {}

    /** Makes a folder and those above it, each durable when this returns. */
    public static void createFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        var parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            createFolders(parent);
        }
        steps.before("make " + folder);
        Files.createDirectories(folder);
        if (parent != null) {
            syncFolder(parent);
        }
    }

    /** Writes a file: under a temporary name, synced, renamed, and its folder synced. */
    public static void write(Path file, byte[] bytes) throws IOException {
        var folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        var temporary = Files.createTempFile(folder, "", ".tmp");
        try {
            writeAndSync(temporary, bytes);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncFolder(folder);
    }

    /** Gives a file or folder another name; both folders are synced when this returns. */
    public static void move(Path from, Path to) throws IOException {
        steps.before("move " + from);
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        var source = Objects.requireNonNull(from.toAbsolutePath().getParent());
        var target = Objects.requireNonNull(to.toAbsolutePath().getParent());
        syncFolder(target);
        if (!source.equals(target)) {
            syncFolder(source);
        }
    }

    /** Removes a file, if it is there, or an empty folder. */
    public static boolean delete(Path file) throws IOException {
        steps.before("delete " + file);
        return Files.deleteIfExists(file);
    }

    /** Makes what a file has durable, and its name. */
    public static void sync(Path file) throws IOException {
        steps.before("sync " + file);
        try (var channel = FileChannel.open(file, READ)) {
            channel.force(true);
        }
        syncFolder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }

    /** Makes the names in a folder durable. */
    public static void syncFolder(Path folder) throws IOException {
        steps.before("sync " + folder);
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
