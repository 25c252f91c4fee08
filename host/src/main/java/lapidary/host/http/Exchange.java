package lapidary.host.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import lapidary.host.json.Json;
import lapidary.host.memory.HeapSize;
import lapidary.host.memory.MemoryClaim;
import lapidary.host.memory.MemoryShortage;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its reply, with what every route needs of them. Confined to the request's
 * thread.
 */
final class Exchange {
    static final HeaderName REQUEST_ID = HeaderNames.create("Lapidary-Request-Id");
    private static final HeaderName RETRY_AFTER = HeaderNames.create("Retry-After");
    private static final Set<ErrorCode> WORTH_A_RETRY =
            EnumSet.of(ErrorCode.FACET_BUSY, ErrorCode.OVERLOADED, ErrorCode.RATE_LIMITED);

    /** A number in an array takes two bytes, and an object of its own. */
    private static final int JSON_COPIES = 24;

    /** What is kept in memory of a body that goes to a file, or comes from one. */
    private static final int PART_BYTES = 64 << 10;

    private final ServerRequest request;
    private final ServerResponse response;
    private final Client client = Client.current();
    private final GuestOrigin guestOrigin;
    private final String id;
    private final MemoryClaim memory;
    private @Nullable RawPath path;
    private String token = "";
    private boolean hasBegun;

    /**
     * @param memory to which is added what this exchange holds; whoever made it closes it
     */
    Exchange(
            ServerRequest request,
            ServerResponse response,
            GuestOrigin guestOrigin,
            String id,
            MemoryClaim memory) {
        this.memory = memory;
        this.request = request;
        this.response = response;
        this.guestOrigin = guestOrigin;
        this.id = id;
        response.header(REQUEST_ID, id);
    }

    /** To which is added what this exchange holds, until it is over. */
    MemoryClaim memory() {
        return memory;
    }

    String id() {
        return id;
    }

    /** The id of the token that it came with; empty if none was wanted. */
    String token() {
        return token;
    }

    void token(String shown) {
        token = shown;
    }

    /** The request's path, or the problem that it is ill-formed. */
    RawPath path() {
        var known = path;
        if (known == null) {
            known = RawPath.ofTarget(request.prologue().uriPath().rawPath());
            path = known;
        }
        return known;
    }

    /** The method as it came. */
    String method() {
        return client.head().method();
    }

    /** The method that a route goes by: HEAD is GET, whose reply leaves without its body. */
    String routeMethod() {
        return method().equals("HEAD") ? "GET" : method();
    }

    Client client() {
        return client;
    }

    ServerRequest request() {
        return request;
    }

    ServerResponse response() {
        return response;
    }

    /** Whose pages the listener that this came to shows. */
    GuestOrigin guestOrigin() {
        return guestOrigin;
    }

    /** The scheme and authority that the client used: what browsers call its origin. */
    String ownOrigin() {
        return (request.isSecure() ? "https://" : "http://") + header(HeaderNames.HOST).orElse("");
    }

    /** The client's address: that of the connection, whatever the request says. */
    InetAddress clientAddress() {
        return request.remotePeer().address() instanceof InetSocketAddress peer
                ? peer.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    /** The first value of a query parameter, decoded. */
    Optional<String> query(String name) {
        return request.query().first(name).asOptional();
    }

    Optional<String> header(HeaderName name) {
        return request.headers().first(name);
    }

    /** All values of a field, one for each line it came in. */
    List<String> headers(HeaderName name) {
        return request.headers().contains(name)
                ? request.headers().get(name).allValues()
                : List.of();
    }

    /** Whether the reply's head has left, so that nothing but its end can be told any more. */
    boolean hasBegun() {
        return hasBegun || response.isSent();
    }

    /** The reply is being streamed from now on. */
    OutputStream beginStream() {
        hasBegun = true;
        return response.outputStream();
    }

    /**
     * The request's body, whole.
     *
     * @param bytesMax more is refused with {@code tooLarge}, and what is left is not read
     */
    byte[] body(int bytesMax, ErrorCode tooLarge) {
        long declared = request.headers().contentLength().orElse(0);
        if (declared > bytesMax) {
            throw tooLarge(bytesMax, tooLarge);
        }
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        claimBody(declared);
        byte[] body;
        try (InputStream in = request.content().inputStream()) {
            body =
                    request.headers().contentLength().isPresent()
                            ? Body.ofLength(in, (int) declared)
                            : Body.toEnd(in, bytesMax, memory);
        } catch (MemoryShortage e) {
            closeAfterwards();
            throw e;
        } catch (IOException | RuntimeException e) {
            closeAfterwards();
            throw BodyFailure.of(e);
        }
        if (body.length > bytesMax) {
            throw tooLarge(bytesMax, tooLarge);
        }
        if (body.length < declared) {
            closeAfterwards();
            throw BodyFailure.incomplete();
        }
        return body;
    }

    /**
     * The request's body, part by part as it comes.
     *
     * @throws CallerException if it does not come whole
     */
    void eachPart(BodySink sink) {
        if (!request.content().hasEntity()) {
            return;
        }
        var part = new byte[PART_BYTES];
        boolean isRead = false;
        try (InputStream in = request.content().inputStream()) {
            for (int size = read(in, part); size > 0; size = read(in, part)) {
                sink.take(part, size);
            }
            isRead = true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep a request's body", e);
        } finally {
            if (!isRead) {
                closeAfterwards();
            }
        }
    }

    /** Takes the parts of a body. */
    interface BodySink {
        void take(byte[] part, int size) throws IOException;
    }

    private static int read(InputStream in, byte[] part) {
        try {
            return in.readNBytes(part, 0, part.length);
        } catch (IOException | RuntimeException e) {
            throw BodyFailure.of(e);
        }
    }

    /** Before the client is told to go on and send it. */
    private void claimBody(long declared) {
        try {
            memory.add(HeapSize.ofBytes(declared));
        } catch (MemoryShortage e) {
            closeAfterwards();
            throw e;
        }
    }

    /** A body of JSON, with room for what becomes of it when it is read. */
    byte[] document(int bytesMax) {
        byte[] body = body(bytesMax, ErrorCode.BODY_TOO_LARGE);
        memory.add((long) JSON_COPIES * body.length);
        return body;
    }

    void json(int status, Object document) {
        send(status, "application/json", Json.bytes(document));
    }

    void problem(HostException e) {
        if (WORTH_A_RETRY.contains(e.code())) {
            response.header(RETRY_AFTER, Long.toString(retryAfterSeconds(e)));
        }
        guestOrigin.sandbox(response);
        send(e.code().status(), Problems.MEDIA_TYPE, Json.bytes(Problems.document(e)));
    }

    private static long retryAfterSeconds(HostException e) {
        return e instanceof LimitException limit ? limit.retryAfterSeconds() : 1;
    }

    void send(int status, String mediaType, byte[] body) {
        response.status(Status.create(status));
        response.header(HeaderNames.CONTENT_TYPE, mediaType);
        response.header(HeaderValues.create("X-Content-Type-Options", "nosniff"));
        if (method().equals("HEAD")) {
            response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, body.length));
            response.send();
        } else {
            response.send(body);
        }
    }

    /** Sends a file's bytes as they are read. */
    void sendFile(int status, String mediaType, FileChannel file) throws IOException {
        long size = file.size();
        response.status(Status.create(status));
        response.header(HeaderNames.CONTENT_TYPE, mediaType);
        response.header(HeaderValues.create("X-Content-Type-Options", "nosniff"));
        response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, size));
        if (method().equals("HEAD")) {
            response.send();
            return;
        }
        try (var out = beginStream()) {
            var part = ByteBuffer.allocate(PART_BYTES);
            while (file.read(part.clear()) > 0) {
                out.write(part.array(), 0, part.position());
            }
        }
    }

    void noContent() {
        response.status(Status.NO_CONTENT_204);
        response.send();
    }

    /**
     * Says that the connection ends with this reply, so that nobody reads what is left of a body.
     */
    void closeAfterwards() {
        client.readNoMore();
        response.header(HeaderValues.CONNECTION_CLOSE);
    }

    private HostException tooLarge(int bytesMax, ErrorCode code) {
        closeAfterwards();
        return new CallerException(code, "at most " + bytesMax + " bytes are taken here")
                .with("bytesMax", bytesMax);
    }
}
