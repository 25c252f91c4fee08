package lapidary.host.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the HTTP server that reads and writes through us. Confined to its thread, but for
 * {@link #close} and what says whether it may be closed.
 */
final class ClientConnection implements ServerConnection, InterruptableTask<Void> {
    /** How long a client may take to see that we have ended, and how much of its we throw away. */
    private static final Duration LINGER_MAX = Duration.ofSeconds(1);

    private static final int LINGER_BYTES_MAX = 1 << 20;

    private final ConnectionContext context;
    private final Peers peers;
    private final SocketAddress remote;
    private final SocketAddress local;
    private final Peer peer;
    private final Inbound inbound;
    private final Client client;
    private volatile @Nullable ServerConnection http1;

    ClientConnection(ConnectionContext context, ServerConnectionSelector http1, Peers peers) {
        this.context = context;
        this.peers = peers;
        this.remote = context.remotePeer().address();
        this.local = context.localPeer().address();
        this.peer = peers.find(remote, local);
        this.inbound = new Inbound(context.serverSocket(), peer);
        var outbound = new Outbound(context.dataWriter(), peer);
        this.client = new Client(inbound, outbound, peer, peers);
        this.http1 = http1.connection(new Watched(context, DataReader.create(inbound), outbound));
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        try {
            handleHttp(limit);
        } catch (CloseConnectionException e) {
            var socket = client.socket().orElseThrow(() -> e);
            http1 = null; // and what it holds
            socket.converse(new SocketWire(inbound, context.dataWriter(), peer));
        } finally {
            endInGoodOrder();
            peers.remove(remote, local);
        }
    }

    private void handleHttp(Limit limit) throws InterruptedException {
        var server = Objects.requireNonNull(http1);
        ScopedValue.where(Client.CURRENT, client)
                .call(() -> {
                    server.handle(limit);
                    return true;
                });
    }

    /** Of a socket or a stream the HTTP server knows nothing: it is never idle. */
    @Override
    public Duration idleTime() {
        var server = http1;
        return server == null || peer.isLink() ? Duration.ZERO : server.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
        var server = http1;
        if (server != null) {
            server.close(interrupt);
        }
    }

    @Override
    public boolean canInterrupt() {
        return !peer.isLink() && http1 instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    /**
     * A socket that is closed with bytes unread resets the connection, and the client may lose the
     * reply that tells it why.
     */
    private void endInGoodOrder() {
        if (inbound.isBetweenMessages() || context.isSecure()) {
            return;
        }
        try {
            peer.shutdownOutput();
            long end = System.nanoTime() + LINGER_MAX.toNanos();
            int thrownAway = 0;
            while (thrownAway < LINGER_BYTES_MAX) {
                peer.read(Math.max(1, end - System.nanoTime()));
                byte[] bytes = context.serverSocket().get();
                if (bytes == null) {
                    return;
                }
                thrownAway += bytes.length;
            }
        } catch (UncheckedIOException _) {
            // it is gone already
        } finally {
            peer.done();
        }
    }

    /** The HTTP server's context, with our reader and writer. */
    private record Watched(ConnectionContext context, DataReader dataReader, DataWriter dataWriter)
            implements ConnectionContext {
        @Override
        public ListenerContext listenerContext() {
            return context.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return context.executor();
        }

        @Override
        public Router router() {
            return context.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return context.proxyProtocolData();
        }

        @Override
        public HelidonSocket serverSocket() {
            return context.serverSocket();
        }

        @Override
        public PeerInfo remotePeer() {
            return context.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return context.localPeer();
        }

        @Override
        public boolean isSecure() {
            return context.isSecure();
        }

        @Override
        public String socketId() {
            return context.socketId();
        }

        @Override
        public String childSocketId() {
            return context.childSocketId();
        }
    }
}
