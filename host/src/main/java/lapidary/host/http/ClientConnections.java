package lapidary.host.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/** Makes of each accepted socket an HTTP/1.1 connection that is watched. Thread-safe. */
final class ClientConnections implements ServerConnectionSelector {
    private final ServerConnectionSelector http1;
    private final Peers peers;

    ClientConnections(Http1Config config, Peers peers) {
        this.http1 = Http1ConnectionSelector.builder().config(config).build();
        this.peers = peers;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new ClientConnection(context, http1, peers);
    }
}
