package lapidary.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import lapidary.host.feed.Feed;
import lapidary.host.feed.FeedEntry;
import lapidary.host.feed.FeedFilter;
import lapidary.host.feed.FeedListener;
import lapidary.host.http.OpenLinks.Link;
import lapidary.host.json.Json;
import lapidary.host.token.Grant;

/** {@code GET /v1/logs}: log lines and receipts as they happen, as server-sent events. */
final class LogRoutes {
    private static final int SIZE = 2;

    /** So often a client is told that there is nothing, if there is nothing. */
    private static final Duration QUIET_MAX = Duration.ofSeconds(15);

    private static final byte[] QUIET = ":\n\n".getBytes(UTF_8);

    /** What waits, as it was and as it is sent. */
    private static final long HELD_BYTES = 3 * FeedListener.BYTES_MAX;

    private final Feed feed;
    private final OpenLinks links;

    LogRoutes(Feed feed, OpenLinks links) {
        this.feed = feed;
        this.links = links;
    }

    void handle(Exchange exchange, Grant grant) throws InterruptedException {
        if (exchange.path().size() != SIZE) {
            throw Router.nothingAt(exchange);
        }
        if (!exchange.routeMethod().equals("GET")) {
            throw Router.notAllowed(exchange, "GET");
        }
        var filter =
                new FeedFilter(
                        grant::covers,
                        exchange.query("namespace"),
                        exchange.query("object"),
                        exchange.query("facet").map(QueriedFacet::of));
        exchange.memory().add(HELD_BYTES);
        try (var listener = feed.listen(filter)) {
            follow(exchange, listener);
        } catch (IOException e) {
            throw new CloseConnectionException("the client has gone", e);
        }
    }

    private void follow(Exchange exchange, FeedListener listener)
            throws IOException, InterruptedException {
        var response = exchange.response();
        response.status(Status.OK_200);
        response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
        if (exchange.method().equals("HEAD")) {
            response.send();
            return;
        }
        Runnable end = listener::end;
        var link = new Link(exchange.token(), end, end);
        links.add(link);
        try (var out = exchange.beginStream();
                var _ = exchange.client().beginStream(end)) {
            send(exchange, out, QUIET); // the head leaves with it
            while (!listener.isEnded()) {
                var entries = listener.take(QUIET_MAX);
                if (!listener.isEnded() || !entries.isEmpty()) {
                    send(exchange, out, entries);
                }
            }
        } finally {
            links.remove(link);
        }
    }

    private static void send(Exchange exchange, OutputStream out, List<FeedEntry> entries)
            throws IOException {
        if (entries.isEmpty()) {
            send(exchange, out, QUIET);
        }
        for (var entry : entries) {
            String head = "event: " + FeedJson.event(entry) + "\ndata: ";
            out.write(head.getBytes(UTF_8));
            out.write(Json.bytes(FeedJson.document(entry)));
            send(exchange, out, "\n\n".getBytes(UTF_8));
        }
    }

    /** The HTTP server has exceptions of its own for a peer that is gone. */
    private static void send(Exchange exchange, OutputStream out, byte[] bytes) throws IOException {
        try {
            exchange.client().beginPart();
            out.write(bytes);
            out.flush();
        } catch (RuntimeException e) {
            throw new IOException("the client has gone", e);
        }
    }
}
