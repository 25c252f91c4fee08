package lapidary.host.storage;

import lapidary.abi.Limits;

/** What one facet's database may hold, in bytes; at least room for the hidden tables. */
public record DatabaseLimits(long storageBytes) {
    public static final DatabaseLimits DEFAULT = new DatabaseLimits(Limits.STORAGE_BYTES_MAX);

    public DatabaseLimits {
        if (storageBytes < 0) {
            throw new IllegalArgumentException(
                    "storage is zero or more bytes, was " + storageBytes);
        }
    }

    /** Pages that fit, never fewer than a new file has. */
    long pages() {
        return Math.max(FacetTemplate.PAGES, storageBytes / Sqlite.PAGE_BYTES);
    }
}
