package lapidary.host.http;

/** What header fields are made of: RFC 9110, sections 5.5, 5.6.2 and 8.6. */
final class FieldSyntax {
    private static final boolean[] IS_TOKEN = tokenCharacters();

    /** More digits than any length that we could take, and fewer than would overflow. */
    private static final int LENGTH_DIGITS_MAX = 18;

    private FieldSyntax() {}

    static boolean isToken(byte b) {
        return b >= 0 && IS_TOKEN[b];
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f || !isToken((byte) text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Visible, a space, a tab, or a byte beyond ASCII, which nobody gives a meaning. */
    static boolean isValue(byte b) {
        return b < 0 || (b >= ' ' && b != 0x7f) || b == '\t';
    }

    /** A length in decimal digits and nothing else. */
    static long length(String text) {
        boolean isNumber =
                !text.isEmpty()
                        && text.length() <= LENGTH_DIGITS_MAX
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber) {
            throw BadRequest.malformed("Content-Length is a number of bytes in decimal digits");
        }
        return Long.parseLong(text);
    }

    private static boolean[] tokenCharacters() {
        var isToken = new boolean[128];
        "!#$%&'*+-.^_`|~0123456789".chars().forEach(c -> isToken[c] = true);
        for (char c = 'a'; c <= 'z'; c++) {
            isToken[c] = true;
            isToken[c - 'a' + 'A'] = true;
        }
        return isToken;
    }
}
