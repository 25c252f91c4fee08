package lapidary.host.ltx;

/** A line of the page index, encoded into a buffer that is used again. */
final class IndexEntry {
    final byte[] bytes = new byte[3 * Varint.BYTES_MAX];
    int length;

    IndexEntry of(int pageNumber, long offset, long size) {
        length = Varint.put(bytes, 0, Integer.toUnsignedLong(pageNumber));
        length = Varint.put(bytes, length, offset);
        length = Varint.put(bytes, length, size);
        return this;
    }
}
