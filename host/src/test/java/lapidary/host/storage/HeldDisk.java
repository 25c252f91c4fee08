package lapidary.host.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A disk that syncs facets' logs below a folder when a test lets it. Thread-safe. */
public final class HeldDisk implements Disk, AutoCloseable {
    private static final long PATIENCE_MILLIS = 60_000;

    private final Path folder;
    private boolean isHeld;
    private int waiting;

    /** Takes the real one's place, until it is closed. */
    public HeldDisk(Path folder) {
        this.folder = folder.toAbsolutePath();
        DurableFiles.disk = this;
    }

    /** From now on no log is synced. */
    public synchronized void hold() {
        isHeld = true;
    }

    public synchronized void letGo() {
        isHeld = false;
        notifyAll();
    }

    /** Returns when somebody waits for a sync: what was committed has come to its gate. */
    public synchronized void awaitAsked() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (waiting == 0) {
            if (System.nanoTime() >= end) {
                throw new AssertionError("nobody asks for a sync");
            }
            wait(PATIENCE_MILLIS);
        }
    }

    private synchronized void pass() {
        waiting++;
        notifyAll();
        try {
            while (isHeld) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            waiting--;
        }
    }

    @Override
    public void sync(Path file, FileChannel channel, boolean withMetadata) throws IOException {
        Path path = file.toAbsolutePath();
        if (path.startsWith(folder) && path.toString().endsWith("-wal")) {
            pass();
        }
        Disk.super.sync(file, channel, withMetadata);
    }

    @Override
    public void close() {
        letGo();
        DurableFiles.disk = Disk.REAL;
    }
}
