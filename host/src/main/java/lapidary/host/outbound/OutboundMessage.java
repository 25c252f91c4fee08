package lapidary.host.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import lapidary.abi.Limits;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.Header;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** What goes over the wire, and what came. Stateless. */
final class OutboundMessage {
    /** They mean something by having a body, if one of no bytes. */
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private OutboundMessage() {}

    /** A request: its host and its length are ours to say, and it is the only one. */
    static ClassicHttpRequest of(Origin origin, FetchRequest request, long bodyBytes) {
        var message = new BasicClassicHttpRequest(request.method(), target(request.url()));
        message.addHeader("Host", origin.authority());
        for (var header : request.headers()) {
            if (RequestFields.isGuests(header.name())) {
                message.addHeader(header.name(), header.value());
            }
        }
        if (bodyBytes > 0 || WITH_BODY.contains(request.method())) {
            message.addHeader("Content-Length", Long.toString(bodyBytes));
            message.setEntity(new InputStreamEntity(stream(request.body()), bodyBytes, null));
        }
        message.addHeader("Connection", "close");
        return message;
    }

    /** From the path on, as it came. */
    private static String target(String url) {
        return url.substring(url.indexOf('/', url.indexOf("://") + "://".length()));
    }

    private static InputStream stream(FetchRequest.Body body) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = length == 0 ? 0 : body.read(into, offset, length);
                return count == 0 && length > 0 ? -1 : count;
            }
        };
    }

    /**
     * The fields that a guest sees of a reply, in order.
     *
     * @throws IOException if they are ill-formed, or more than a guest may have
     */
    static List<Header> headers(HttpResponse response) throws IOException {
        var headers = new ArrayList<Header>();
        long size = 0;
        for (var field : response.getHeaders()) {
            String name = field.getName().toLowerCase(Locale.ROOT);
            String value = field.getValue() == null ? "" : field.getValue();
            size += (long) name.length() + value.length();
            if (size > Limits.HEADERS_BYTES_MAX) {
                throw new IOException(
                        "its header fields are longer than " + Limits.HEADERS_BYTES_MAX);
            }
            if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f && c <= 0xff))) {
                throw new IOException("a header field of it has a character that none may have");
            }
            if (RequestFields.isShown(name)) {
                headers.add(new Header(name, value));
            }
        }
        return headers;
    }
}
