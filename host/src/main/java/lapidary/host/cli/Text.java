package lapidary.host.cli;

import java.util.HexFormat;

/**
 * Text from elsewhere, made fit for a terminal: nothing in it moves the cursor or turns it round.
 */
final class Text {
    private Text() {}

    /** The text with control, format and unpaired surrogate characters as escapes. */
    static String printable(String text) {
        var result = new StringBuilder(text.length());
        text.codePoints().forEach(point -> append(result, point));
        return result.toString();
    }

    private static void append(StringBuilder result, int point) {
        switch (point) {
            case '\n' -> result.append("\\n");
            case '\r' -> result.append("\\r");
            case '\t' -> result.append("\\t");
            default -> {
                if (isUnsafe(point)) {
                    result.append("\\u{").append(HexFormat.of().toHexDigits(point, 6)).append('}');
                } else {
                    result.appendCodePoint(point);
                }
            }
        }
    }

    private static boolean isUnsafe(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }
}
