package lapidary.host.storage;

import lapidary.abi.Limits;

/**
 * What one facet's database may hold, in bytes; at least room for the hidden tables.
 *
 * @param storageBytes of its file
 * @param objectBytes in use in all databases of its object
 */
public record DatabaseLimits(long storageBytes, long objectBytes) {
    public static final DatabaseLimits DEFAULT = new DatabaseLimits(Limits.STORAGE_BYTES_MAX);

    public DatabaseLimits {
        if (storageBytes < 0 || objectBytes < 0) {
            throw new IllegalArgumentException(
                    "storage is zero or more bytes, was " + storageBytes + ", " + objectBytes);
        }
    }

    /** As above, in an object without a bound of its own. */
    public DatabaseLimits(long storageBytes) {
        this(storageBytes, Long.MAX_VALUE);
    }

    /** Pages that fit, never fewer than a new file has. */
    long pages() {
        return Math.max(FacetTemplate.PAGES, storageBytes / Sqlite.PAGE_BYTES);
    }

    /** Bytes that a file may have: whole pages. */
    public long fileBytes() {
        return pages() * Sqlite.PAGE_BYTES;
    }
}
