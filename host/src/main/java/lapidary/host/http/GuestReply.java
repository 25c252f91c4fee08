package lapidary.host.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import lapidary.host.fuel.Fuel;
import lapidary.host.guest.Header;
import lapidary.host.guest.Reply;
import lapidary.host.guest.ReplyStream;
import lapidary.host.memory.MemoryClaim;
import lapidary.host.socket.OpenStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a guest answered: whole, or in parts as it flushes them. A guest's page is a
 * stranger's page: {@link GuestOrigin} says what it may not do. Confined to the request's thread,
 * but for {@link #breakOff}.
 */
final class GuestReply implements ReplyStream {
    static final HeaderName FUEL = HeaderNames.create("Lapidary-Fuel");
    private static final int STATUS_NO_CONTENT = 204;
    private static final int STATUS_RESET_CONTENT = 205;
    private static final int STATUS_NOT_MODIFIED = 304;
    private static final Set<String> HOSTS_OWN =
            Set.of("content-length", "date", "x-content-type-options");

    private final Exchange exchange;
    private final ServerResponse response;
    private final GuestOrigin origin;
    private final boolean isHead;
    private final boolean canUpgrade;
    private @Nullable OutputStream out;
    private @Nullable Reply bodiless;
    private long bodilessLength;

    /**
     * @param canUpgrade whether the client asks for a socket
     */
    GuestReply(Exchange exchange, boolean canUpgrade) {
        this.canUpgrade = canUpgrade;
        this.exchange = exchange;
        this.response = exchange.response();
        this.origin = exchange.guestOrigin();
        this.isHead = exchange.method().equals("HEAD");
    }

    /** Sends a whole reply. */
    void sendWhole(Reply reply, Fuel used) {
        if (isBodiless(reply)) {
            sendBodiless(reply, reply.bodyLength(), used);
            return;
        }
        head(reply);
        response.header(HeaderValues.create(FUEL, used.units()));
        response.send(reply.body(), 0, reply.bodyLength());
    }

    /** A reply without a body is sent when it is over, since its head is all there is of it. */
    @Override
    public void send(Reply part) throws IOException {
        if (isBodiless(part)) {
            bodiless = bodiless == null ? part : bodiless;
            bodilessLength += part.bodyLength();
            return;
        }
        try {
            sendPart(part);
        } catch (RuntimeException e) {
            // the HTTP server has exceptions of its own for a peer that is gone
            throw new IOException("the client has gone", e);
        }
    }

    private void sendPart(Reply part) throws IOException {
        var stream = out;
        if (stream == null) {
            head(part);
            response.header(HeaderValues.create(HeaderNames.TRAILER, FUEL.defaultCase()));
            stream = exchange.beginStream();
            out = stream;
            if (part.bodyLength() == 0) {
                HeadFlush.of(response);
            }
        }
        stream.write(part.body(), 0, part.bodyLength());
        stream.flush();
    }

    /** Ends a reply that was flushed, with its last part and the fuel as a trailer. */
    void endStream(Reply rest, Fuel used) throws IOException {
        send(rest);
        if (bodiless != null) {
            sendBodiless(bodiless, bodilessLength, used);
        }
        var stream = out;
        if (stream != null) {
            response.trailers().set(HeaderValues.create(FUEL, used.units()));
            stream.close();
        }
    }

    @Override
    public boolean canUpgrade() {
        return canUpgrade;
    }

    @Override
    public boolean canDetach() {
        return true;
    }

    /**
     * Sends what comes to a reply that stays open after its event, and then its end.
     *
     * @return whether it came to its end whole
     */
    boolean sendStream(Reply rest, OpenStream stream, Fuel used)
            throws IOException, InterruptedException {
        if (!exchange.hasBegun()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        send(rest);
        var client = exchange.client();
        var to = out;
        if (to == null) { // a reply to HEAD, or without a body
            stream.gone();
            endStream(Reply.NOTHING, used);
            return true;
        }
        try (var _ = client.beginStream(stream::gone)) {
            boolean isWhole =
                    stream.send(bytes -> {
                        client.beginPart();
                        to.write(bytes);
                        to.flush();
                    });
            if (isWhole) {
                client.beginPart();
                endStream(Reply.NOTHING, used);
            }
            return isWhole;
        } catch (RuntimeException e) {
            throw new IOException("the client has gone", e);
        }
    }

    @Override
    public void breakOff() {
        exchange.client().breakOff();
    }

    @Override
    public MemoryClaim memory() {
        return exchange.memory();
    }

    private void sendBodiless(Reply reply, long bodyLength, Fuel used) {
        head(reply);
        response.header(HeaderValues.create(FUEL, used.units()));
        if (!hasNoBody(reply.status())) {
            response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, bodyLength));
        }
        response.send();
    }

    private boolean isBodiless(Reply reply) {
        return isHead || hasNoBody(reply.status());
    }

    private void head(Reply reply) {
        response.status(Status.create(reply.status()));
        for (Header header : reply.headers()) {
            if (!isDropped(header.name())) {
                var name = HeaderNames.create(header.name());
                String value = origin.value(header.name(), header.value(), exchange);
                response.headers().add(HeaderValues.create(name, value));
            }
        }
        origin.sandbox(response);
        response.header(HeaderValues.create("X-Content-Type-Options", "nosniff"));
    }

    /** Whether a guest's header field stays behind. */
    static boolean isDropped(String name) {
        return HopByHop.has(name)
                || HOSTS_OWN.contains(name)
                || GuestOrigin.drops(name)
                || name.startsWith("lapidary-");
    }

    private static boolean hasNoBody(int status) {
        return status == STATUS_NO_CONTENT
                || status == STATUS_RESET_CONTENT
                || status == STATUS_NOT_MODIFIED;
    }
}
