package lapidary.host.guest;

/**
 * Texts with something of a guest's in them that leave its event: errors, traps. On one line, with
 * nothing that a terminal would obey, and of bounded length. Stateless.
 */
final class GuestText {
    /** Characters of such a text. */
    static final int LENGTH_MAX = 1_000;

    /** Kept of the end of a longer one: an error of SQLite's has its code names there. */
    private static final int TAIL_LENGTH = 200;

    private static final String CUT = " … ";

    private GuestText() {}

    /** The text as it may leave; the middle of a long one is left out. */
    static String bounded(String text) {
        if (text.length() <= LENGTH_MAX) {
            return onOneLine(text);
        }
        int headLength = LENGTH_MAX - TAIL_LENGTH - CUT.length();
        String head = text.substring(0, headLength);
        String tail = text.substring(text.length() - TAIL_LENGTH);
        return onOneLine(head + CUT + tail);
    }

    private static String onOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnprintable(text.charAt(i))) {
                return withBlanks(text);
            }
        }
        return text;
    }

    private static String withBlanks(String text) {
        var line = new StringBuilder(text.length());
        text.chars().forEach(c -> line.append(isUnprintable((char) c) ? ' ' : (char) c));
        return line.toString();
    }

    /** Of UTF-16: half a surrogate pair that a cut left stays, and shows as one wrong character. */
    private static boolean isUnprintable(char c) {
        if (c >= ' ' && c < 0x7f) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }
}
