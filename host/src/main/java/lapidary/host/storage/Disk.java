package lapidary.host.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What the host asks of the file system by itself, SQLite apart, to keep data: one method for each
 * system call that may fail. Tests put one that fails in its place. Thread-safe.
 */
interface Disk {
    /** The file system. */
    Disk REAL = new Disk() {};

    default void createFolder(Path folder) throws IOException {
        Files.createDirectory(folder);
    }

    default FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, options);
    }

    default void write(Path file, FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    default void sync(Path file, FileChannel channel, boolean withMetadata) throws IOException {
        channel.force(withMetadata);
    }

    default void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    default void copy(Path from, Path to) throws IOException {
        Files.copy(from, to);
    }

    default boolean delete(Path file) throws IOException {
        return Files.deleteIfExists(file);
    }
}
