package lapidary.host.guest;

import static lapidary.abi.ResultCode.INVALID;
import static lapidary.abi.ResultCode.LIMIT;

import java.util.ArrayList;
import java.util.List;
import lapidary.abi.Limits;
import lapidary.abi.ListReader;
import lapidary.abi.Prices;
import lapidary.host.error.Refusal;

/**
 * The head of a request that a guest makes of others, checked: what is wrong in it would be read in
 * two ways by those who get it. Immutable.
 *
 * @param method a token
 * @param url {@code http://} or {@code https://}, a host, and a path that begins with a slash; of
 *     visible ASCII, without credentials or a fragment
 * @param headers names in lower case, values of Latin-1 without control characters
 */
public record OutgoingHead(String method, String url, List<Header> headers) {
    private static final int METHOD_LENGTH_MAX = 64;

    /** Method, URL, fields, each with its length before it. */
    private static final int LIST_BYTES_MAX =
            METHOD_LENGTH_MAX
                    + Limits.URL_BYTES_MAX
                    + Limits.HEADERS_BYTES_MAX
                    + Integer.BYTES * (2 + 2 * Limits.HEADERS_COUNT_MAX);

    public OutgoingHead {
        headers = List.copyOf(headers);
    }

    /**
     * Reads a list, as {@code request_head} gives one: method, URL, then name and value of each
     * header. Charges for it.
     *
     * @throws Refusal {@code INVALID} or {@code LIMIT}, which says what is wrong
     */
    static OutgoingHead read(GuestContext context, int ptr, int len) {
        long size = Integer.toUnsignedLong(len);
        if (size > LIST_BYTES_MAX) {
            throw limit("a head has at most " + LIST_BYTES_MAX + " bytes, this one has " + size);
        }
        context.charge(Prices.HEADER_BYTE * size);
        return of(new ListReader(context.memory().array(), ptr, len));
    }

    static OutgoingHead of(ListReader list) {
        String method = method(list);
        String url = url(list);
        return new OutgoingHead(method, url, headers(list));
    }

    /** What it takes, roughly. */
    public long bytes() {
        long size = (long) method.length() + url.length();
        for (var header : headers) {
            size += header.name().length() + header.value().length();
        }
        return size;
    }

    /** The same request, with a body. */
    public FetchRequest withBody(FetchRequest.Body body) {
        return new FetchRequest(method, url, headers, body);
    }

    private static String method(ListReader list) {
        String method = next(list, "method");
        if (method.length() > METHOD_LENGTH_MAX || !HeaderRules.isToken(method)) {
            throw invalid("the method is no token of RFC 9110, or longer than 64");
        }
        if (method.equals("CONNECT")) {
            throw invalid("the method CONNECT asks for a tunnel, which is not offered");
        }
        return method;
    }

    private static String url(ListReader list) {
        String url = next(list, "URL");
        if (url.length() > Limits.URL_BYTES_MAX) {
            throw limit("a URL has at most " + Limits.URL_BYTES_MAX + " bytes");
        }
        int authority = authorityAt(url);
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw invalid(
                        "a URL is of visible ASCII, without a fragment; character "
                                + i
                                + " is not: encode it as %XX");
            }
        }
        int path = endOfAuthority(url, authority);
        String host = url.substring(authority, path);
        if (host.isEmpty() || host.indexOf('@') >= 0 || host.indexOf('\\') >= 0) {
            throw invalid("a URL has a host, and neither a user's name nor a backslash before it");
        }
        return path < url.length() && url.charAt(path) == '/'
                ? url
                : url.substring(0, path) + "/" + url.substring(path);
    }

    private static int authorityAt(String url) {
        for (String scheme : List.of("http://", "https://")) {
            if (url.startsWith(scheme)) {
                return scheme.length();
            }
        }
        throw invalid("a URL is absolute, and begins with http:// or https://");
    }

    private static int endOfAuthority(String url, int from) {
        int i = from;
        while (i < url.length() && url.charAt(i) != '/' && url.charAt(i) != '?') {
            i++;
        }
        return i;
    }

    private static List<Header> headers(ListReader list) {
        var headers = new ArrayList<Header>();
        long size = 0;
        while (list.next()) {
            String name = list.text();
            if (headers.size() == Limits.HEADERS_COUNT_MAX) {
                throw limit("a request has at most " + Limits.HEADERS_COUNT_MAX + " header fields");
            }
            String value = next(list, "value of header " + headers.size());
            size += (long) name.length() + value.length();
            if (size > Limits.HEADERS_BYTES_MAX) {
                throw limit("header fields have at most " + Limits.HEADERS_BYTES_MAX + " bytes");
            }
            headers.add(HeaderRules.checkedOfRequest(name, value));
        }
        return headers;
    }

    private static String next(ListReader list, String what) {
        if (!list.next()) {
            throw invalid("the head has no " + what);
        }
        return list.text();
    }

    private static Refusal invalid(String text) {
        return new Refusal(INVALID, text);
    }

    private static Refusal limit(String text) {
        return new Refusal(LIMIT, text);
    }
}
