package lapidary.host.sql;

/** Lower case as SQLite has it for names: A to Z, and no other letter in any language. */
final class AsciiCase {
    private AsciiCase() {}

    static String lower(String text) {
        int first = firstUpper(text);
        if (first == text.length()) {
            return text;
        }
        var lowered = new StringBuilder(text);
        for (int i = first; i < lowered.length(); i++) {
            if (isUpper(lowered.charAt(i))) {
                lowered.setCharAt(i, (char) (lowered.charAt(i) + ('a' - 'A')));
            }
        }
        return lowered.toString();
    }

    private static int firstUpper(String text) {
        int index = 0;
        while (index < text.length() && !isUpper(text.charAt(index))) {
            index++;
        }
        return index;
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
