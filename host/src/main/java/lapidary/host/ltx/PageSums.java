package lapidary.host.ltx;

import java.util.Arrays;

/**
 * The checksum of a database, page by page: that of the whole is all pages' sums combined by
 * exclusive or, so that a changed page changes it without a look at the others. Eight bytes a page.
 * Confined to its owner.
 */
public final class PageSums {
    /** Set in every checksum, so that none is zero. */
    public static final long FLAG = 1L << 63;

    private static final int COUNT_MIN = 64;

    private long[] sums = new long[COUNT_MIN];
    private int count;
    private long total;

    /** The sum of one page. */
    public static long ofPage(int pageNumber, byte[] page, int offset, int length) {
        var crc = new Crc64();
        crc.update(
                new byte[] {
                    (byte) (pageNumber >>> 24),
                    (byte) (pageNumber >>> 16),
                    (byte) (pageNumber >>> 8),
                    (byte) pageNumber
                });
        crc.update(page, offset, length);
        return crc.value() | FLAG;
    }

    /** Of the whole database. */
    public long checksum() {
        return total | FLAG;
    }

    /** Pages, up to the last that is there. */
    public int count() {
        return count;
    }

    /** The sum of one page; 0 if it is not there. */
    public long sum(int pageNumber) {
        return pageNumber <= count ? sums[pageNumber - 1] : 0;
    }

    /** A page is there now, or is another. */
    public void set(int pageNumber, long sum) {
        if (pageNumber > sums.length) {
            sums = Arrays.copyOf(sums, Math.max(pageNumber, (int) (sums.length * 3L / 2)));
        }
        total ^= sums[pageNumber - 1] ^ sum;
        sums[pageNumber - 1] = sum;
        count = Math.max(count, pageNumber);
    }

    /** The database ends after that page. */
    public void truncate(int pages) {
        for (int i = pages; i < count; i++) {
            total ^= sums[i];
            sums[i] = 0;
        }
        count = Math.min(count, pages);
    }
}
