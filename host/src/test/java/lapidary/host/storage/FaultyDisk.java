package lapidary.host.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A disk on which one call fails: the n-th from now on, of those below a folder, either of the
 * syncs or of all others. Thread-safe.
 */
final class FaultyDisk implements Disk, AutoCloseable {
    /** As the kernel says them. */
    enum Fault {
        ENOSPC("No space left on device"),
        EIO("Input/output error"),
        EROFS("Read-only file system"),
        EMFILE("Too many open files");

        final String text;

        Fault(String text) {
            this.text = text;
        }
    }

    /** Which calls count. */
    enum Calls {
        SYNCS,
        OTHERS
    }

    private static final int NEVER = -1;

    private final Path folder;
    private final Calls counted;
    private final AtomicInteger left = new AtomicInteger(NEVER);
    private final AtomicReference<String> failed = new AtomicReference<>("");
    private volatile Fault fault = Fault.EIO;

    /** Takes the real one's place, until it is closed. */
    FaultyDisk(Path folder, Calls counted) {
        this.folder = folder.toAbsolutePath();
        this.counted = counted;
        DurableFiles.disk = this;
    }

    /** Lets a call fail, after {@code before} others. */
    void failAfter(int before, Fault with) {
        failed.set("");
        fault = with;
        left.set(before);
    }

    void failNoMore() {
        left.set(NEVER);
    }

    /** What failed, or nothing yet. */
    String failed() {
        return failed.get();
    }

    private void before(Calls kind, String call, Path file) throws IOException {
        if (kind != counted || !file.toAbsolutePath().startsWith(folder)) {
            return;
        }
        if (left.getAndUpdate(count -> Math.max(NEVER, count - 1)) == 0) {
            failed.set(call + " " + file.getFileName());
            // A channel says it without the file's name.
            throw kind == Calls.SYNCS || call.equals("write")
                    ? new IOException(fault.text)
                    : new FileSystemException(file.toString(), null, fault.text);
        }
    }

    @Override
    public void createFolder(Path made) throws IOException {
        before(Calls.OTHERS, "make", made);
        Disk.super.createFolder(made);
    }

    @Override
    public FileChannel open(Path file, OpenOption... options) throws IOException {
        before(Calls.OTHERS, "open", file);
        return Disk.super.open(file, options);
    }

    @Override
    public void write(Path file, FileChannel channel, ByteBuffer bytes) throws IOException {
        before(Calls.OTHERS, "write", file);
        Disk.super.write(file, channel, bytes);
    }

    @Override
    public void sync(Path file, FileChannel channel, boolean withMetadata) throws IOException {
        before(Calls.SYNCS, "sync", file);
        Disk.super.sync(file, channel, withMetadata);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        before(Calls.OTHERS, "move", from);
        Disk.super.move(from, to);
    }

    @Override
    public void copy(Path from, Path to) throws IOException {
        before(Calls.OTHERS, "copy", to);
        Disk.super.copy(from, to);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        before(Calls.OTHERS, "delete", file);
        return Disk.super.delete(file);
    }

    @Override
    public void close() {
        DurableFiles.disk = Disk.REAL;
    }
}
