package lapidary.host.storage;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Files and folders that are there whole, or not at all, also after power was lost: all that the
 * host does to files by itself, SQLite apart.
 *
 * <p>A name that is there is taken for durable by whoever finds it later. So a folder is opened
 * before its names change: after that only its sync can fail, and that is a {@link LostSync}.
 *
 * <p>Thread-safe, but two threads must not write the same file at once.
 */
public final class DurableFiles {
    private static final String UNFINISHED = ".new";

    /** Another one in tests. */
    static volatile Disk disk = Disk.REAL;

    /** Changed by tests only. */
    static volatile StorageSteps steps = StorageSteps.UNHEARD;

    private static final int PART_BYTES = 64 << 10;
    private static final int LOCKS = 64;

    /** Of the folders that are being made: who finds one there waits until it is durable. */
    private static final ReentrantLock[] MAKING =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);

    private static final int DURABLE_MAX = 10_000;

    /** Folders whose names this process has synced: it need not do so again. */
    private static final Set<Path> DURABLE = ConcurrentHashMap.newKeySet();

    private DurableFiles() {}

    /**
     * Makes a folder and those above it, each durable when this returns: also one that a process
     * before this one made, and was killed before it could sync its name.
     */
    public static void createFolders(Path folder) throws IOException {
        var absolute = folder.toAbsolutePath();
        var parent = absolute.getParent();
        if (parent == null || isDurable(absolute)) {
            return;
        }
        createFolders(parent);
        var lock = lockOf(absolute);
        lock.lock();
        try (var names = disk.open(parent, READ)) {
            DURABLE.remove(absolute);
            steps.before("make " + folder);
            createFolder(absolute);
            steps.before("sync " + parent);
            sync(parent, names, true);
            remember(absolute);
        } catch (AccessDeniedException e) {
            if (!Files.isDirectory(absolute)) {
                throw e;
            } // else somebody else made it, long ago
        } finally {
            lock.unlock();
        }
    }

    private static boolean isDurable(Path folder) {
        var lock = lockOf(folder);
        lock.lock();
        try {
            return DURABLE.contains(folder) && Files.isDirectory(folder);
        } finally {
            lock.unlock();
        }
    }

    private static void createFolder(Path folder) throws IOException {
        try {
            disk.createFolder(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void remember(Path folder) {
        if (DURABLE.size() >= DURABLE_MAX) {
            DURABLE.clear();
        }
        DURABLE.add(folder);
    }

    private static ReentrantLock lockOf(Path folder) {
        return MAKING[Math.floorMod(folder.hashCode(), LOCKS)];
    }

    /**
     * Writes a file: under another name ({@link #half}), synced, renamed, and its folder synced.
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        writeHalf(file, half -> writeAndSync(half, bytes));
    }

    /**
     * Writes a file that can be made again: whole or not at all as long as the machine runs, but
     * not synced. After a loss of power it may hold anything: whoever reads it has to be able to
     * tell.
     */
    public static void writeUnsynced(Path file, byte[] bytes) throws IOException {
        var half = half(file);
        try {
            steps.before("write " + half);
            try (var channel = disk.open(half, CREATE, WRITE, TRUNCATE_EXISTING)) {
                writeInParts(half, channel, bytes);
            }
            steps.before("move " + half);
            disk.move(half, file);
        } catch (IOException e) {
            deleteAfter(e, half);
            throw e;
        }
    }

    /** What a file is to hold. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** As above, for what is too large to be held at once. */
    public static void write(Path file, Content content) throws IOException {
        writeHalf(file, half -> writeAndSync(half, content));
    }

    private interface Half {
        void write(Path half) throws IOException;
    }

    private static void writeHalf(Path file, Half writer) throws IOException {
        var folder = folderOf(file);
        var half = half(file);
        try (var names = disk.open(folder, READ)) {
            try {
                steps.before("write " + half);
                writer.write(half);
                steps.before("move " + half);
                disk.move(half, file);
            } catch (IOException e) {
                deleteAfter(e, half);
                throw e;
            }
            steps.before("sync " + folder);
            sync(folder, names, true);
        }
    }

    /** What a file is called until it is whole; such a one is of no use after a crash. */
    static Path half(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    /**
     * Gives a file or folder another name, where no folder is and a file gives way; both folders
     * are synced when this returns.
     */
    public static void move(Path from, Path to) throws IOException {
        var oldFolder = folderOf(from);
        var newFolder = folderOf(to);
        try (var oldNames = disk.open(oldFolder, READ);
                var newNames = disk.open(newFolder, READ)) {
            steps.before("move " + from);
            disk.move(from, to);
            steps.before("sync " + newFolder);
            sync(newFolder, newNames, true);
            if (!oldFolder.equals(newFolder)) {
                steps.before("sync " + oldFolder);
                sync(oldFolder, oldNames, true);
            }
        }
    }

    /** Copies a file; durable once it is synced. */
    static void copy(Path from, Path to) throws IOException {
        disk.copy(from, to);
    }

    /** Writes a few bytes into a file that nobody has open; durable once it is synced. */
    static void overwrite(Path file, long position, byte[] bytes) throws IOException {
        try (var channel = disk.open(file, WRITE)) {
            channel.position(position);
            disk.write(file, channel, ByteBuffer.wrap(bytes));
        }
    }

    /**
     * Removes a file, if it is there, or an empty folder; durable with its folder's next sync.
     *
     * @return whether it was there
     */
    public static boolean delete(Path file) throws IOException {
        steps.before("delete " + file);
        return disk.delete(file);
    }

    /** Makes what a file has durable, and its name. */
    public static void sync(Path file) throws IOException {
        var folder = folderOf(file);
        try (var names = disk.open(folder, READ);
                var channel = disk.open(file, READ)) {
            steps.before("sync " + file);
            sync(file, channel, true);
            steps.before("sync " + folder);
            sync(folder, names, true);
        }
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
        try (var names = disk.open(folder, READ)) {
            steps.before("sync " + folder);
            sync(folder, names, true);
        }
    }

    static FileChannel open(Path file, OpenOption... options) throws IOException {
        return disk.open(file, options);
    }

    /**
     * Every sync that the host itself does. One that fails is a {@link LostSync}; not one that was
     * broken off, since its file was closed.
     */
    static void sync(Path file, FileChannel channel, boolean withMetadata) throws IOException {
        try {
            disk.sync(file, channel, withMetadata);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw LostSync.report(String.valueOf(file.getFileName()), e);
        }
    }

    static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private static void writeAndSync(Path file, Content content) throws IOException {
        try (var channel = disk.open(file, CREATE, WRITE, TRUNCATE_EXISTING)) {
            var out = new BufferedOutputStream(Channels.newOutputStream(channel), PART_BYTES);
            content.writeTo(out);
            out.flush();
            sync(file, channel, true);
        }
    }

    private static void writeAndSync(Path file, byte[] bytes) throws IOException {
        try (var channel = disk.open(file, CREATE, WRITE, TRUNCATE_EXISTING)) {
            writeInParts(file, channel, bytes);
            sync(file, channel, true);
        }
    }

    /** A channel keeps a copy, off the heap, of what it is given at once. */
    private static void writeInParts(Path file, FileChannel channel, byte[] bytes)
            throws IOException {
        for (int start = 0; start < bytes.length; start += PART_BYTES) {
            int size = Math.min(PART_BYTES, bytes.length - start);
            disk.write(file, channel, ByteBuffer.wrap(bytes, start, size));
        }
    }

    private static void deleteAfter(IOException failure, Path half) {
        try {
            var _ = disk.delete(half);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
