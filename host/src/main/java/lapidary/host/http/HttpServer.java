package lapidary.host.http;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import lapidary.abi.Limits;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.facet.OnceRunner;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.module.ModuleStore;
import lapidary.host.object.Namespaces;
import lapidary.host.object.ObjectRegistry;
import lapidary.host.object.OnceOptions;
import lapidary.host.storage.LostSync;
import lapidary.host.supervisor.Supervisors;
import lapidary.host.token.FailedAttempts;
import lapidary.host.token.Tokens;

/** The listening server. Thread-safe; {@link #close} drains. */
public final class HttpServer implements AutoCloseable {
    private static final Duration DRAIN_MAX = Duration.ofSeconds(10);
    private static final int ID_PREFIX_BYTES = 4;

    private static final String GUESTS = "guests";
    private static final List<String> TLS_VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private final WebServer server;
    private final Peers peers;
    private final OpenLinks links;
    private final AtomicBoolean isStopping;

    private HttpServer(
            Listeners listeners,
            Routers routers,
            Peers peers,
            OpenLinks links,
            AtomicBoolean isStopping) {
        this.peers = peers;
        this.links = links;
        this.isStopping = isStopping;
        var builder = WebServer.builder().shutdownHook(false);
        listen(builder, listeners.main(), listeners.tls(), routers.main());
        listeners
                .guests()
                .ifPresent(address ->
                        builder.putSocket(
                                GUESTS,
                                socket ->
                                        listen(
                                                socket,
                                                address,
                                                listeners.tls(),
                                                routers.guests())));
        server = builder.build().start();
    }

    private void listen(
            ListenerConfig.BuilderBase<?, ?> listener,
            Listeners.Address address,
            Optional<SSLContext> tls,
            Router router) {
        listener.address(address.host());
        listener.port(address.port());
        listener.shutdownGracePeriod(DRAIN_MAX);
        listener.maxPayloadSize(Limits.STORAGE_BYTES_MAX); // Inbound has counted before
        listener.contentEncoding(ContentEncodingContext.builder().build());
        listener.directHandlers(directHandlers());
        listener.errorHandling(ErrorHandling.builder().includeEntity(true).build());
        listener.connectionOptions(new WatchedSockets(peers));
        listener.protocolsDiscoverServices(false);
        listener.addConnectionSelector(new ClientConnections(http1(), peers));
        listener.routing(HttpRouting.builder().any(router));
        tls.ifPresent(context ->
                listener.tls(config -> config.sslContext(context).enabledProtocols(TLS_VERSIONS)));
    }

    /**
     * Starts listening.
     *
     * @throws FailureException if an address cannot be listened on
     */
    public static HttpServer start(
            Listeners listeners,
            Tokens tokens,
            ModuleStore modules,
            Namespaces namespaces,
            ObjectRegistry objects,
            OnceRunner once,
            Observed observed,
            MemoryBudget budget,
            Supervisors supervisors) {
        var isStopping = new AtomicBoolean();
        var access = new Access(tokens, new FailedAttempts(System::nanoTime));
        var origins = new OriginRules(tokens, listeners.publicOrigins());
        var links = new OpenLinks(tokens::isRevoked);
        var exchanges = new GuestExchange(links);
        var dataPlane = new DataPlane(access, origins, exchanges, objects, supervisors);
        var onceRoute = new OnceRoute(new OnceOptions(modules), once, exchanges);
        var usage = new UsageRoutes(objects, observed.ledger());
        var objectRoutes = new ObjectRoutes(namespaces, objects, usage);
        var controlPlane =
                new ControlPlane(
                        origins,
                        access,
                        Map.of(
                                "modules", new ModuleRoutes(modules, objects, onceRoute)::handle,
                                "namespaces",
                                        new NamespaceRoutes(namespaces, objects, objectRoutes)
                                                ::handle,
                                "tokens", new TokenRoutes(tokens, links)::handle,
                                "usage", usage::handle,
                                "logs", new LogRoutes(observed.feed(), links)::handle));
        var metrics = new MetricsRoute(origins, access, observed.metrics());
        var health = new Health(() -> !isStopping.get() && !LostSync.hasHappened());
        var routers =
                Routers.of(
                        Map.of(
                                "o", dataPlane,
                                "v1", controlPlane,
                                "health", health,
                                "metrics", metrics),
                        Map.of("o", dataPlane, "health", health),
                        idPrefix(),
                        budget);
        var peers = new Peers(Peers.connectionsMax(), Peers.totalMax());
        return start(listeners, routers, peers, links, isStopping);
    }

    /** As above, with routes and a bound on connections of the caller's. */
    static HttpServer start(
            Listeners listeners,
            Routers routers,
            Peers peers,
            OpenLinks links,
            AtomicBoolean isStopping) {
        var started = new HttpServer(listeners, routers, peers, links, isStopping);
        // The HTTP server logs what went wrong, and goes on without.
        if (started.port() < 0) {
            throw started.failed(listeners.main());
        }
        if (listeners.guests().isPresent() && started.guestPort() < 0) {
            throw started.failed(listeners.guests().get());
        }
        return started;
    }

    private FailureException failed(Listeners.Address address) {
        close();
        return new FailureException(
                ErrorCode.INTERNAL, "cannot listen on " + address + "; is the port taken?");
    }

    public int port() {
        return server.port();
    }

    /** The port of the guests' own listener; less than 0 if there is none. */
    public int guestPort() {
        return server.port(GUESTS);
    }

    /** Takes no more requests, and waits for those that run. */
    @Override
    public void close() {
        isStopping.set(true);
        links.close(); // first: nobody waits for those
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

    private static String idPrefix() {
        var bytes = new byte[ID_PREFIX_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
