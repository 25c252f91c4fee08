package lapidary.host.storage;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/*
 * The sizes of an object's databases are known from when they were last closed or committed to: a
 * file's size is read once, before it is first opened, and later told by whoever has it open. So no
 * file is looked at while SQLite has it open. All of them are read only if somebody asks how many
 * bytes the object has, which happens where its namespace bounds them.
 */
/**
 * How many bytes all databases of one object use together: pages in use, not those that are free.
 * Thread-safe; {@code lock} guards the rest, also while files are read.
 */
public final class ObjectRoom {
    private final Supplier<? extends Collection<Path>> files;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Path, Long> used = new HashMap<>();
    private long total;
    private boolean isComplete;

    /**
     * @param files of all its facets
     */
    public ObjectRoom(Supplier<? extends Collection<Path>> files) {
        this.files = files;
    }

    /** A database of no object's. */
    static ObjectRoom alone() {
        return new ObjectRoom(List::of);
    }

    /** Bytes of all its databases. */
    public long usedBytes() {
        lock.lock();
        try {
            complete();
            return total;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of one of its databases. */
    public long usedBytes(Path file) {
        lock.lock();
        try {
            return used.computeIfAbsent(file, this::read);
        } finally {
            lock.unlock();
        }
    }

    /** A database is about to be opened. */
    void opening(Path file) {
        usedBytes(file);
    }

    /** A database was removed, or never was. */
    public void forget(Path file) {
        lock.lock();
        try {
            Long bytes = used.remove(file);
            total -= bytes == null ? 0 : bytes;
        } finally {
            lock.unlock();
        }
    }

    /** A database has so many bytes. */
    void set(Path file, long bytes) {
        lock.lock();
        try {
            Long before = used.put(file, bytes);
            total += bytes - (before == null ? 0 : before);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A database is about to have so many bytes: fewer than before, or as many as there is room
     * for.
     *
     * @param bytesMax of the object
     * @return whether it may; it then has
     */
    boolean resize(Path file, long bytes, long bytesMax) {
        lock.lock();
        try {
            long more = bytes - used.getOrDefault(file, 0L);
            if (more > 0) {
                complete();
                if (total + more > bytesMax) {
                    return false;
                }
            }
            set(file, bytes);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A database was made that nobody has open, in place of another.
     *
     * @param before bytes of the other, which still count
     * @return whether it is within the limits; it then counts, too
     */
    public boolean takes(Path file, DatabaseLimits limits, long before) {
        long objectBytes = limits.objectBytes();
        return FacetFiles.bytes(file) <= limits.fileBytes()
                && resize(
                        file,
                        FacetFiles.usedBytes(file),
                        objectBytes > Long.MAX_VALUE - before
                                ? Long.MAX_VALUE
                                : objectBytes + before);
    }

    private void complete() {
        if (!isComplete) {
            files.get().forEach(this::usedBytes);
            isComplete = true;
        }
    }

    private long read(Path file) {
        long bytes = FacetFiles.usedBytes(file);
        total += bytes;
        return bytes;
    }
}
