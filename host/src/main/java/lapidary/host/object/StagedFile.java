package lapidary.host.object;

import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import lapidary.host.storage.FacetFiles;

/** A file of its owner's, gone when it is closed. Confined to its owner's thread. */
public final class StagedFile implements AutoCloseable {
    private final Path path;
    private final LongConsumer room;
    private final Semaphore places;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    StagedFile(Path path, LongConsumer room, Semaphore places) {
        this.path = path;
        this.room = room;
        this.places = places;
    }

    /** Where it is, once somebody has made it. */
    public Path path() {
        return path;
    }

    /**
     * Makes sure that the disk has room for so many bytes more.
     *
     * @throws lapidary.host.error.LimitException {@code OVERLOADED} if it has not
     */
    public void requireRoom(long bytes) {
        room.accept(bytes);
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            try {
                FacetFiles.delete(path);
            } finally {
                places.release();
            }
        }
    }
}
