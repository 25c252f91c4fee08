package lapidary.host.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;

/**
 * Where databases lie that are on their way to a client or from one: a folder on the objects' file
 * system, emptied at start, with room for a few at a time. Thread-safe.
 */
final class Staging {
    private static final int FILES_MAX = 8;

    /** What is left of the disk for everybody else. */
    private static final long FREE_BYTES_MIN = 512L << 20;

    private final Path folder;
    private final Semaphore places = new Semaphore(FILES_MAX);
    private final AtomicLong count = new AtomicLong();

    Staging(Path folder) {
        this.folder = folder;
        Trash.empty(folder);
    }

    /**
     * A path for a file, which is removed when it is closed.
     *
     * @throws LimitException if there are too many
     */
    StagedFile file() {
        if (!places.tryAcquire()) {
            throw new LimitException(
                    ErrorCode.OVERLOADED,
                    FILES_MAX + " databases are being sent or received; try again");
        }
        try {
            Files.createDirectories(folder);
            return new StagedFile(
                    folder.resolve(count.incrementAndGet() + ".db"), this::requireRoom, places);
        } catch (IOException e) {
            places.release();
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }

    private void requireRoom(long bytes) {
        try {
            if (Files.getFileStore(folder).getUsableSpace() - bytes < FREE_BYTES_MIN) {
                throw new LimitException(
                        ErrorCode.OVERLOADED, "the host's disk has no room for the database");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + folder, e);
        }
    }
}
