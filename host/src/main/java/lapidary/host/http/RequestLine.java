package lapidary.host.http;

import java.util.regex.Pattern;
import lapidary.abi.Limits;

/**
 * The first line of a request, checked: a method, a target, and HTTP/1.1. What the target means is
 * for {@link RawPath} to say. Immutable.
 */
final class RequestLine {
    private static final String VERSION = "HTTP/1.1";
    private static final int METHOD_CHARS_MAX = 32;
    private static final Pattern OTHER_VERSION = Pattern.compile("HTTP/[0-9](\\.[0-9])?");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/?#]*).*");

    /** A name, an IPv4 address, or an IPv6 address in brackets, and perhaps a port. */
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._~%-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    /** Where a facet's database is sent to. */
    private static final Pattern DATABASE =
            Pattern.compile(
                    "(?:(?i:https?)://[^/?]*)?/v1/namespaces/[^/?]+/objects/[^/?]+/facets/[^/?]+"
                            + "/database(?:\\?.*)?");

    private final String method;
    private final String target;

    /**
     * @param line in ASCII, without its end
     */
    RequestLine(String line) {
        int first = line.indexOf(' ');
        int last = line.lastIndexOf(' ');
        if (first <= 0 || first == last) {
            throw BadRequest.malformed(
                    "a request begins with a method, a target and a version, a space between each");
        }
        method = line.substring(0, first);
        target = line.substring(first + 1, last);
        if (method.length() > METHOD_CHARS_MAX || !FieldSyntax.isToken(method)) {
            throw BadRequest.malformed("the method is no token of at most 32 characters");
        }
        checkTarget();
        checkVersion(line.substring(last + 1));
    }

    String method() {
        return method;
    }

    /** A body is short, unless it is a database: how long that may be, its facet's limits say. */
    long bodyBytesMax() {
        return method.equals("PUT") && DATABASE.matcher(target).matches()
                ? Limits.STORAGE_BYTES_MAX
                : Limits.REQUEST_BODY_BYTES_MAX;
    }

    /** A URL in the target names the same authority as Host, so that nobody is misled by either. */
    void checkHost(String host) {
        if (!HOST.matcher(host).matches()) {
            throw BadRequest.malformed("Host is a name or an address, and perhaps a port");
        }
        if (target.charAt(0) == '/') {
            return;
        }
        var absolute = ABSOLUTE.matcher(target);
        if (absolute.matches() && !absolute.group(1).equalsIgnoreCase(host)) {
            throw BadRequest.malformed("the target names another authority than Host");
        }
    }

    private void checkTarget() {
        if (target.isEmpty()) {
            throw BadRequest.malformed("the target is empty");
        }
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw BadRequest.malformed(
                        "the target has a character that must be percent-encoded");
            }
        }
    }

    private static void checkVersion(String version) {
        if (version.equals(VERSION)) {
            return;
        }
        if (OTHER_VERSION.matcher(version).matches()) {
            throw BadRequest.of(505, "this server speaks HTTP/1.1 alone");
        }
        throw BadRequest.malformed("the version is HTTP/1.1");
    }
}
