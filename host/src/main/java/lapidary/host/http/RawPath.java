package lapidary.host.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/**
 * A request's path as it came, split at {@code /} and nothing else: not normalised, not collapsed,
 * not decoded as a whole. Immutable.
 */
final class RawPath {
    private static final Pattern SCHEME = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);
    private static final int PERCENT_TRIPLE = 3;

    private final String raw;
    private final List<Integer> starts = new ArrayList<>();

    /**
     * @param raw from the request line, without the query
     */
    RawPath(String raw) {
        if (!raw.startsWith("/")) {
            throw invalid("the path begins with /");
        }
        if (!raw.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw invalid("the path has a character that must be percent-encoded");
        }
        this.raw = raw;
        for (int slash = 0; slash >= 0; slash = raw.indexOf('/', slash + 1)) {
            starts.add(slash + 1);
        }
    }

    /**
     * The path of a request's target, which a client may give with the scheme and the authority
     * before it (RFC 9112, section 3.2.2).
     */
    static RawPath ofTarget(String target) {
        var scheme = SCHEME.matcher(target);
        if (!scheme.lookingAt()) {
            return new RawPath(target);
        }
        int slash = target.indexOf('/', scheme.end());
        return new RawPath(slash < 0 ? "/" : target.substring(slash));
    }

    /** How many parts there are: one more than there are slashes after the first. */
    int size() {
        return starts.size();
    }

    /** A part as it came. */
    String rawPart(int index) {
        int end = index + 1 < starts.size() ? starts.get(index + 1) - 1 : raw.length();
        return raw.substring(starts.get(index), end);
    }

    /** A part, decoded once. */
    String part(int index) {
        return decode(rawPart(index));
    }

    /** What comes from that part on, as it came, beginning with {@code /}. */
    String rawFrom(int index) {
        return index < starts.size() ? raw.substring(starts.get(index) - 1) : "/";
    }

    /** What comes before that part, as it came, ending with {@code /}. */
    String rawUpTo(int index) {
        return raw.substring(0, starts.get(index));
    }

    @Override
    public String toString() {
        return raw;
    }

    /** Decodes percent-encoding once; what it makes must be UTF-8. */
    static String decode(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        var bytes = ByteBuffer.allocate(part.length());
        int i = 0;
        while (i < part.length()) {
            if (part.charAt(i) == '%') {
                bytes.put((byte) hexPair(part, i));
                i += PERCENT_TRIPLE;
            } else {
                bytes.put((byte) part.charAt(i));
                i++;
            }
        }
        return utf8(bytes.flip());
    }

    private static int hexPair(String part, int percent) {
        int high = percent + 2 < part.length() ? Character.digit(part.charAt(percent + 1), 16) : -1;
        int low = high >= 0 ? Character.digit(part.charAt(percent + 2), 16) : -1;
        if (low < 0) {
            throw invalid("a % in the path is followed by two hexadecimal digits");
        }
        return high << 4 | low;
    }

    private static String utf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID, "the path is not UTF-8 once it is decoded", e);
        }
    }

    private static CallerException invalid(String message) {
        return new CallerException(ErrorCode.REQUEST_INVALID, message);
    }
}
