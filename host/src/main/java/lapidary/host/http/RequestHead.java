package lapidary.host.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import lapidary.host.guest.Header;

/**
 * The head of one request, checked: what {@link HeadReader} lets through means the same to everyone
 * who reads it. Immutable.
 *
 * @param method as it came: methods differ in case, too
 * @param fields in order, names in lower case, values in ISO 8859-1, a character for each byte
 * @param bodyLength in bytes, or {@link #CHUNKED}
 * @param bodyBytesMax how long it may be, however it is sent
 */
record RequestHead(String method, List<Header> fields, long bodyLength, long bodyBytesMax) {
    /** How long the body is shows only at its end. */
    static final long CHUNKED = -1;

    RequestHead {
        fields = List.copyOf(fields);
    }

    /** What there is before the first request. */
    static final RequestHead NONE = new RequestHead("", List.of(), 0, 0);

    /** Checks a head that has been cut into lines. */
    static RequestHead of(byte[] bytes, int[] lineEnds, int lineCount) {
        var line = new RequestLine(new String(bytes, 0, lineEnds[0], US_ASCII));
        var fields = new ArrayList<Header>(lineCount - 1);
        for (int i = 1; i < lineCount; i++) {
            int start = lineEnds[i - 1] + 2;
            fields.add(field(bytes, start, lineEnds[i]));
        }
        line.checkHost(only(fields, "host"));
        return new RequestHead(line.method(), fields, bodyLength(fields), line.bodyBytesMax());
    }

    /** The words of a field that is a list of them, in lower case. */
    Set<String> words(String name) {
        Set<String> words = Set.of();
        for (String value : values(fields, name)) {
            words = words.isEmpty() ? new HashSet<>() : words;
            for (String word : value.split(",", -1)) {
                words.add(word.strip().toLowerCase(Locale.ROOT));
            }
        }
        return words;
    }

    private static Header field(byte[] bytes, int start, int end) {
        int colon = start;
        while (colon < end && FieldSyntax.isToken(bytes[colon])) {
            colon++;
        }
        if (colon == start || colon == end || bytes[colon] != ':') {
            throw BadRequest.malformed(
                    "a header field is a name, a colon right after it, and a value on one line");
        }
        int from = colon + 1;
        int to = end;
        while (from < to && FieldSyntax.isSpace(bytes[from])) {
            from++;
        }
        while (to > from && FieldSyntax.isSpace(bytes[to - 1])) {
            to--;
        }
        for (int i = from; i < to; i++) {
            if (!FieldSyntax.isValue(bytes[i])) {
                throw BadRequest.malformed("a header field has a control character in its value");
            }
        }
        String name = new String(bytes, start, colon - start, US_ASCII).toLowerCase(Locale.ROOT);
        return new Header(name, new String(bytes, from, to - from, ISO_8859_1));
    }

    /** RFC 9112, section 6.3, without what it merely tolerates. */
    private static long bodyLength(List<Header> fields) {
        var length = values(fields, "content-length");
        var coding = values(fields, "transfer-encoding");
        if (length.isEmpty() && coding.isEmpty()) {
            return 0;
        }
        if (length.size() + coding.size() > 1) {
            throw BadRequest.malformed(
                    "a request has one Content-Length or one Transfer-Encoding, and not both");
        }
        if (!coding.isEmpty()) {
            if (!coding.getFirst().equalsIgnoreCase("chunked")) {
                throw BadRequest.of(501, "the only Transfer-Encoding taken here is chunked");
            }
            return CHUNKED;
        }
        return FieldSyntax.length(length.getFirst());
    }

    private static String only(List<Header> fields, String name) {
        var values = values(fields, name);
        if (values.size() != 1) {
            throw BadRequest.malformed("a request has one " + name + " field");
        }
        return values.getFirst();
    }

    private static List<String> values(List<Header> fields, String name) {
        List<String> values = List.of();
        for (var field : fields) {
            if (field.name().equals(name)) {
                values = values.isEmpty() ? List.of(field.value()) : joined(values, field.value());
            }
        }
        return values;
    }

    private static List<String> joined(List<String> values, String more) {
        var all = new ArrayList<>(values);
        all.add(more);
        return all;
    }
}
