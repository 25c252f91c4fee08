package lapidary.host.http;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import lapidary.abi.Limits;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.module.ModuleStore;
import lapidary.host.object.Namespaces;
import lapidary.host.object.ObjectRegistry;

/** The listening server. Thread-safe; {@link #close} drains. */
public final class HttpServer implements AutoCloseable {
    private static final Duration DRAIN_MAX = Duration.ofSeconds(10);
    private static final int ID_PREFIX_BYTES = 4;

    private final WebServer server;
    private final Peers peers = new Peers(Peers.connectionsMax());
    private volatile boolean isStopping;

    private HttpServer(
            String host,
            int port,
            ModuleStore modules,
            Namespaces namespaces,
            ObjectRegistry objects,
            MemoryBudget budget) {
        var control =
                new ControlPlane(
                        new OriginRules(),
                        new ModuleRoutes(modules, objects),
                        new NamespaceRoutes(namespaces, objects, new ObjectRoutes(objects)));
        var router =
                new Router(
                        new DataPlane(objects),
                        control,
                        new Health(() -> !isStopping),
                        new Pages(),
                        idPrefix(),
                        budget);
        server =
                WebServer.builder()
                        .address(loopback(host))
                        .port(port)
                        .shutdownHook(false)
                        .shutdownGracePeriod(DRAIN_MAX)
                        .maxPayloadSize(Limits.REQUEST_BODY_BYTES_MAX)
                        .contentEncoding(ContentEncodingContext.builder().build())
                        .directHandlers(directHandlers())
                        .errorHandling(ErrorHandling.builder().includeEntity(true).build())
                        .connectionOptions(new WatchedSockets(peers))
                        .protocolsDiscoverServices(false)
                        .addConnectionSelector(new ClientConnections(http1(), peers))
                        .routing(HttpRouting.builder().any(router))
                        .build()
                        .start();
    }

    /**
     * Starts listening.
     *
     * @param host a name or address of the loopback interface
     * @param port 0 picks one
     */
    public static HttpServer start(
            String host,
            int port,
            ModuleStore modules,
            Namespaces namespaces,
            ObjectRegistry objects,
            MemoryBudget budget) {
        var started = new HttpServer(host, port, modules, namespaces, objects, budget);
        if (started.port() < 0) { // the HTTP server logs what went wrong, and goes on without
            started.close();
            throw new FailureException(
                    ErrorCode.INTERNAL,
                    "cannot listen on " + host + ":" + port + "; is the port taken?");
        }
        return started;
    }

    public int port() {
        return server.port();
    }

    /** Takes no more requests, and waits for those that run. */
    @Override
    public void close() {
        isStopping = true;
        server.stop();
        peers.close();
    }

    private static Http1Config http1() {
        return Http1Config.builder()
                // HeadReader has counted before, and what it lets through has room here.
                .maxPrologueLength(2 * HeadReader.LINE_BYTES_MAX)
                .maxHeadersSize(2 * Limits.HEADERS_BYTES_MAX)
                // Checked by RequestHead and RawPath: what they let through goes to guests as it
                // came.
                .validatePath(false)
                .validatePrologue(false)
                .validateRequestHeaders(false)
                .build();
    }

    private static DirectHandlers directHandlers() {
        var builder = DirectHandlers.builder();
        for (var event : EventType.values()) {
            builder.addHandler(event, new ServerProblem());
        }
        return builder.build();
    }

    private static InetAddress loopback(String host) {
        try {
            var address = InetAddress.getByName(host);
            if (!address.isLoopbackAddress()) {
                throw new CallerException(
                        ErrorCode.REQUEST_INVALID,
                        "without tokens the server listens on loopback only, and "
                                + host
                                + " is not; use 127.0.0.1");
            }
            return address;
        } catch (UnknownHostException e) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID, "the host to listen on is unknown: " + host, e);
        }
    }

    private static String idPrefix() {
        var bytes = new byte[ID_PREFIX_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes) + "-";
    }
}
