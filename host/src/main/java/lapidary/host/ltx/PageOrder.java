package lapidary.host.ltx;

/** Which page may follow which in a file. */
final class PageOrder {
    private PageOrder() {}

    static void check(LtxHeader header, int last, int next) throws LtxException {
        if (next <= last || next > header.pages() || next == header.lockPage()) {
            throw new LtxException(
                    "page %d cannot follow page %d of %d".formatted(next, last, header.pages()));
        }
        if (header.isSnapshot() && next != following(header, last)) {
            throw new LtxException("the snapshot lacks page " + following(header, last));
        }
    }

    static void checkEnd(LtxHeader header, int last) throws LtxException {
        if (header.isSnapshot() && following(header, last) <= header.pages()) {
            throw new LtxException("the snapshot ends before page " + following(header, last));
        }
    }

    private static int following(LtxHeader header, int last) {
        return last + 1 == header.lockPage() ? last + 2 : last + 1;
    }
}
