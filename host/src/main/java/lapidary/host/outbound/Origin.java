package lapidary.host.outbound;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Scheme, host and port of a URL, written in one way: lower case, without the port that the scheme
 * has anyway. Two are the same if they are equal; nothing else makes one stand for another. A
 * value.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name of labels of letters, digits, hyphens and underscores, four decimal numbers,
 *     or an IPv6 address without brackets, as short as it can be written
 * @param port 1 to 65535
 */
public record Origin(String scheme, String host, int port) {
    private static final Pattern NAME =
            Pattern.compile(
                    "(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final int NAME_LENGTH_MAX = 253;

    /** What some resolvers take for a number: the last label begins like one. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]{2,45}");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final int PORT_MAX = 65_535;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * The origin of a URL, whatever its path.
     *
     * @throws IllegalArgumentException that says what is wrong with it
     */
    public static Origin of(String url) {
        int colon = url.indexOf("://");
        String scheme = colon < 0 ? "" : url.substring(0, colon);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("it begins with http:// or https://");
        }
        String authority = authority(url, colon + "://".length());
        int end = hostEnd(authority);
        String host = host(authority.substring(0, end).toLowerCase(Locale.ROOT));
        return new Origin(scheme, host, port(scheme, authority.substring(end)));
    }

    /**
     * An origin as a policy names it: nothing after the port.
     *
     * @throws IllegalArgumentException that says what is wrong with it
     */
    public static Origin parse(String text) {
        var origin = of(text);
        if (text.length() != text.indexOf("://") + "://".length() + authorityLength(text)) {
            throw new IllegalArgumentException("it ends with the host or the port, without a path");
        }
        return origin;
    }

    /** Whether the host is an address, and no name. */
    boolean isAddress() {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    /** {@code host} or {@code host:port}, as {@code Host} has it. */
    String authority() {
        return hostInUrl() + (port == defaultPort(scheme) ? "" : ":" + port);
    }

    /** {@code https://host} or {@code https://host:port}. */
    @Override
    public String toString() {
        return scheme + "://" + authority();
    }

    private String hostInUrl() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static int authorityLength(String url) {
        return authority(url, url.indexOf("://") + "://".length()).length();
    }

    private static String authority(String url, int from) {
        int end = from;
        while (end < url.length() && "/?#\\".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return url.substring(from, end);
    }

    private static int hostEnd(String authority) {
        if (authority.startsWith("[")) {
            return authority.indexOf(']') + 1;
        }
        int colon = authority.indexOf(':');
        return colon < 0 ? authority.length() : colon;
    }

    private static String host(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            return ipv6(text.substring(1, text.length() - 1));
        }
        if (text.length() > NAME_LENGTH_MAX || !NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "its host is a name of ASCII letters, digits and hyphens (xn--… for others),"
                            + " without a dot at its end, or an address");
        }
        String last = text.substring(text.lastIndexOf('.') + 1);
        if (NUMBER.matcher(last).matches() && !IPV4.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "its host is an address that is not written as four decimal numbers");
        }
        return text;
    }

    private static String ipv6(String text) {
        if (!IPV6.matcher(text).matches() || text.indexOf(':') < 0) {
            throw new IllegalArgumentException("its host is no IPv6 address");
        }
        var address = InetAddress.ofLiteral(text); // IPv4, if that is what it maps
        return address instanceof Inet6Address
                ? Addresses.text(address.getAddress())
                : address.getHostAddress();
    }

    private static int port(String scheme, String text) {
        if (text.isEmpty()) {
            return defaultPort(scheme);
        }
        if (!text.startsWith(":") || !PORT.matcher(text.substring(1)).matches()) {
            throw new IllegalArgumentException("its port is 1 to 65535");
        }
        int port = Integer.parseInt(text.substring(1));
        if (port > PORT_MAX) {
            throw new IllegalArgumentException("its port is 1 to 65535");
        }
        return port;
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    }
}
