package lapidary.host.cold;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A store of files under keys such as {@code objects/1/ab12/3/0/x.ltx}. A file is there whole or
 * not at all, and putting the same again does no harm. Thread-safe.
 */
public interface ColdStore {
    /**
     * What is in a folder: a file, or a folder below it.
     *
     * @param name the last part of its key
     */
    record Entry(String name, long size, boolean isFolder) {}

    /** Keeps a copy of the file, durable when this returns. */
    void put(String key, Path file) throws IOException;

    /**
     * Reads a file from its start.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    InputStream open(String key) throws IOException;

    /**
     * Reads a part of a file, less if it ends earlier.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    byte[] range(String key, long offset, int length) throws IOException;

    /** What is in a folder, in the order of its names, from the one after {@code after}. */
    List<Entry> list(String folder, String after, int limit) throws IOException;

    /** Removes a file, if it is there. */
    void delete(String key) throws IOException;
}
