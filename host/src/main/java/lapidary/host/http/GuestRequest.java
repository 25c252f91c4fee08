package lapidary.host.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.Header;

/** Makes of an HTTP request what a guest sees of it. */
final class GuestRequest {
    /** The one field of the connection that says something to the guest: it may accept. */
    private static final Header UPGRADE = new Header("upgrade", "websocket");

    private static final Set<String> CREDENTIALS = Set.of("authorization");
    private static final String UNRESERVED = "-_~";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private GuestRequest() {}

    /**
     * @param isUpgrade whether the guest may accept a socket
     * @param host of the URL that the guest sees
     * @param rawPath what follows the part of the path that the host consumed
     */
    static FetchRequest of(
            Exchange exchange,
            boolean isUpgrade,
            String host,
            String rawPath,
            FetchRequest.Body body) {
        var query = exchange.request().prologue().query();
        String url =
                "http://"
                        + host
                        + rawPath
                        + (query.rawValue().isEmpty() ? "" : "?" + query.rawValue());
        var headers = headers(exchange.client().head());
        if (isUpgrade) {
            headers.add(UPGRADE);
        }
        return new FetchRequest(exchange.method(), url, headers, body);
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

    private static List<Header> headers(RequestHead head) {
        var connectionOptions = head.words("connection"); // the connection's own fields
        var headers = new ArrayList<Header>();
        for (var field : head.fields()) {
            String name = field.name();
            if (!HopByHop.has(name)
                    && !CREDENTIALS.contains(name)
                    && !connectionOptions.contains(name)) {
                headers.add(field);
            }
        }
        return headers;
    }
}
