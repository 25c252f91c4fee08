package lapidary.host.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import lapidary.abi.Limits;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.Header;

/** Makes of an HTTP request what a guest sees of it. */
final class GuestRequest {
    private static final Set<String> CREDENTIALS = Set.of("authorization");
    private static final String UNRESERVED = "-_~";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private GuestRequest() {}

    /**
     * @param rawPath what follows the part of the path that the host consumed
     */
    static FetchRequest of(Exchange exchange, String namespace, String object, String rawPath) {
        var request = exchange.request();
        var query = request.prologue().query();
        String url =
                "http://"
                        + hostPart(object)
                        + "."
                        + namespace
                        + rawPath
                        + (query.rawValue().isEmpty() ? "" : "?" + query.rawValue());
        return new FetchRequest(exchange.method(), url, headers(request), body(request));
    }

    /** An object's name as a host part: percent-encoded but for letters, digits, {@code - _ ~}. */
    static String hostPart(String object) {
        var encoded = new StringBuilder();
        for (byte b : object.getBytes(StandardCharsets.UTF_8)) {
            boolean isPlain =
                    (b >= '0' && b <= '9')
                            || (b >= 'a' && b <= 'z')
                            || (b >= 'A' && b <= 'Z')
                            || UNRESERVED.indexOf(b) >= 0;
            if (isPlain) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
            }
        }
        return encoded.toString();
    }

    private static List<Header> headers(ServerRequest request) {
        var connectionOptions = connectionOptions(request);
        var headers = new ArrayList<Header>();
        for (var header : request.headers()) {
            String name = header.headerName().lowerCase();
            if (HopByHop.has(name)
                    || CREDENTIALS.contains(name)
                    || connectionOptions.contains(name)) {
                continue;
            }
            for (String value : header.allValues()) {
                headers.add(new Header(name, value));
            }
        }
        if (headers.size() > Limits.HEADERS_COUNT_MAX) {
            throw new CallerException(
                            ErrorCode.HEADERS_TOO_LARGE,
                            "a request has at most " + Limits.HEADERS_COUNT_MAX + " header fields")
                    .with("headersMax", Limits.HEADERS_COUNT_MAX);
        }
        return headers;
    }

    /** The fields that {@code Connection} names as the connection's own. */
    private static Set<String> connectionOptions(ServerRequest request) {
        if (!request.headers().contains(HeaderNames.CONNECTION)) {
            return Set.of();
        }
        var options = new HashSet<String>();
        for (String value : request.headers().get(HeaderNames.CONNECTION).allValues(true)) {
            options.add(value.strip().toLowerCase(Locale.ROOT));
        }
        return options;
    }

    private static FetchRequest.Body body(ServerRequest request) {
        if (!request.content().hasEntity()) {
            return FetchRequest.Body.EMPTY;
        }
        InputStream in = request.content().inputStream();
        return (into, offset, length) -> {
            try {
                return in.readNBytes(into, offset, length);
            } catch (RuntimeException e) {
                // the HTTP server has exceptions of its own for a peer that is gone
                throw new IOException("the client broke off", e);
            }
        };
    }
}
