package lapidary.host.http;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Options of accepted sockets. The one place where the HTTP server shows a socket before it serves
 * it, so that it can be counted, refused and watched.
 */
final class WatchedSockets implements SocketOptions {
    private static final SocketOptions OPTIONS = SocketOptions.builder().tcpNoDelay(true).build();

    private final Peers peers;

    WatchedSockets(Peers peers) {
        this.peers = peers;
    }

    /** Called by the listening thread; what this throws closes the socket. */
    @Override
    public void configureSocket(SocketChannel socket) {
        OPTIONS.configureSocket(socket);
        try {
            peers.accept(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return OPTIONS.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return OPTIONS.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return OPTIONS.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return OPTIONS.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return OPTIONS.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return OPTIONS.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return OPTIONS.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return OPTIONS.tcpNoDelay();
    }
}
