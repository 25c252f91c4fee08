package lapidary.host.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * How names become parts of a URL's path. Every byte of a name outside {@code A-Z a-z 0-9 - . _ ~}
 * is percent-encoded, so a name stays one segment; {@code .} and {@code ..} are encoded whole, so
 * that nobody on the way takes them for steps.
 */
final class PathSegment {
    private static final String UNRESERVED = "-._~";
    private static final String ALLOWED_AFTER_NAMES = "-._~!$&'()*+,;=:@/?%";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PathSegment() {}

    static String encode(String name) {
        if (name.equals(".") || name.equals("..")) {
            return name.replace(".", "%2E");
        }
        return escape(name, UNRESERVED);
    }

    /**
     * A path with its query as a user wrote it, with only those bytes encoded that no URL may have.
     */
    static String encodeRest(String pathAndQuery) {
        requireEscapes(pathAndQuery);
        return escape(pathAndQuery, ALLOWED_AFTER_NAMES);
    }

    /**
     * Reads a name in which {@code %XX} stands for a byte and everything else for itself.
     *
     * @throws IllegalArgumentException with a text for the user
     */
    static String decode(String text) {
        requireEscapes(text);
        var bytes = new ByteArrayOutputStream();
        byte[] given = text.getBytes(StandardCharsets.UTF_8);
        for (int index = 0; index < given.length; index++) {
            if (given[index] == '%') {
                bytes.write(
                        HexFormat.fromHexDigit(given[index + 1]) << 4
                                | HexFormat.fromHexDigit(given[index + 2]));
                index += 2;
            } else {
                bytes.write(given[index]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("'" + text + "' does not decode to UTF-8", e);
        }
    }

    private static void requireEscapes(String text) {
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
            boolean whole =
                    at + 2 < text.length()
                            && HexFormat.isHexDigit(text.charAt(at + 1))
                            && HexFormat.isHexDigit(text.charAt(at + 2));
            if (!whole) {
                throw new IllegalArgumentException(
                        "'" + text + "' has a % that is not followed by two hex digits; write %25");
            }
        }
    }

    private static String escape(String text, String keep) {
        var result = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (isAlphanumeric(each) || keep.indexOf(each) >= 0) {
                result.append((char) each);
            } else {
                result.append('%').append(HEX.toHexDigits(each));
            }
        }
        return result.toString();
    }

    private static boolean isAlphanumeric(byte each) {
        return (each >= '0' && each <= '9')
                || (each >= 'A' && each <= 'Z')
                || (each >= 'a' && each <= 'z');
    }
}
