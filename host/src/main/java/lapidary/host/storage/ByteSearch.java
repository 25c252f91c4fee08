package lapidary.host.storage;

/**
 * Finds one byte string in others in time linear in both, however they repeat themselves (Knuth,
 * Morris and Pratt). Immutable.
 */
final class ByteSearch {
    private final byte[] needle;

    /** At i: how many of the needle's first bytes also end its first i + 1 bytes, but not all. */
    private final int[] borders;

    /** For a needle of one byte or more. */
    ByteSearch(byte[] needle) {
        this.needle = needle;
        this.borders = new int[needle.length];
        int matched = 0;
        for (int i = 1; i < needle.length; i++) {
            matched = advance(matched, needle[i]);
            borders[i] = matched;
        }
    }

    /** Where the needle first begins at {@code start} or later, or -1. */
    int indexIn(byte[] text, int start) {
        int matched = 0;
        for (int i = start; i < text.length; i++) {
            matched = advance(matched, text[i]);
            if (matched == needle.length) {
                return i - matched + 1;
            }
        }
        return -1;
    }

    private int advance(int matched, byte next) {
        int kept = matched;
        while (kept > 0 && needle[kept] != next) {
            kept = borders[kept - 1];
        }
        return needle[kept] == next ? kept + 1 : kept;
    }
}
