package lapidary.host.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.http.HeaderValues;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.fuel.Fuel;
import lapidary.host.guest.Header;
import lapidary.host.guest.Reply;

/** How a request becomes a WebSocket: RFC 6455, section 4.2. Stateless. */
final class SocketUpgrade {
    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /** Of the guest's fields for a socket these are the host's own. */
    private static final Set<String> HOSTS_OWN =
            Set.of("sec-websocket-accept", "sec-websocket-extensions", "sec-websocket-version");

    private SocketUpgrade() {}

    /**
     * Whether the client asks for a socket. One that asks with a body, or by another method than
     * GET, gets an ordinary reply: it was not forced to take the upgrade.
     *
     * @throws CallerException if it asks in a way that nobody may
     */
    static boolean isAskedFor(Exchange exchange) {
        var head = exchange.client().head();
        if (!head.words("upgrade").contains("websocket")
                || !head.words("connection").contains("upgrade")
                || !head.method().equals("GET")
                || head.bodyLength() != 0) {
            return false;
        }
        if (!values(head, "sec-websocket-version").equals(List.of(VERSION))) {
            exchange.response().header(HeaderValues.create("Sec-WebSocket-Version", VERSION));
            throw new CallerException(
                    ErrorCode.WEBSOCKET_VERSION_UNSUPPORTED,
                    "the only version of WebSocket taken here is " + VERSION);
        }
        var keys = values(head, "sec-websocket-key");
        if (keys.size() != 1 || !isKey(keys.getFirst())) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID,
                    "a request for a WebSocket has one Sec-WebSocket-Key, of 16 bytes in base64");
        }
        return true;
    }

    /** The head that tells the client that the socket is open. */
    static byte[] response(Exchange exchange, Reply reply, Fuel used) {
        var head = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
        field(head, "Upgrade", "websocket");
        field(head, "Connection", "Upgrade");
        String key = values(exchange.client().head(), "sec-websocket-key").getFirst();
        field(head, "Sec-WebSocket-Accept", accept(key));
        field(head, Exchange.REQUEST_ID.defaultCase(), exchange.id());
        field(head, GuestReply.FUEL.defaultCase(), Long.toString(used.units()));
        for (Header header : reply.headers()) {
            if (!GuestReply.isDropped(header.name()) && !HOSTS_OWN.contains(header.name())) {
                String value =
                        exchange.guestOrigin().value(header.name(), header.value(), exchange);
                field(head, header.name(), value);
            }
        }
        return head.append("\r\n").toString().getBytes(US_ASCII);
    }

    private static void field(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static String accept(String key) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1"); // the RFC's; it protects nothing
            return Base64.getEncoder()
                    .encodeToString(sha1.digest((key + KEY_SUFFIX).getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static List<String> values(RequestHead head, String name) {
        return head.fields().stream()
                .filter(field -> field.name().equals(name))
                .map(Header::value)
                .toList();
    }
}
