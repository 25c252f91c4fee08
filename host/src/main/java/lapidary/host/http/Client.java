package lapidary.host.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client at the other end of a request's connection: what it said as it said it, and how long
 * we wait for it. Confined to the connection's thread, but for {@link #breakOff}.
 *
 * <p>The times are published in docs/http.md.
 */
final class Client {
    /** How long a connection may stand idle between two requests, or before the first. */
    static final Duration IDLE_MAX = Duration.ofSeconds(60);

    /** How long a head may take from its first byte to its last. */
    static final Duration HEAD_MAX = Duration.ofSeconds(10);

    /**
     * What the rest of a body may take that nobody has read, so that another request can follow.
     */
    private static final Duration REST_MAX = Duration.ofSeconds(10);

    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final long BODY_BYTES_PER_SECOND = 16 << 10;
    private static final long REPLY_BYTES_PER_SECOND = 64 << 10;

    private static final Duration TURN_GRACE = Duration.ofSeconds(10);
    private static final Duration TURN_MAX = Duration.ofSeconds(30);
    private static final long TURN_BYTES_PER_SECOND = 256 << 10;

    static final ScopedValue<Client> CURRENT = ScopedValue.newInstance();

    private final Inbound inbound;
    private final Outbound outbound;
    private final Peer peer;
    private final Peers peers;
    private @Nullable BecomeSocket socket;

    Client(Inbound inbound, Outbound outbound, Peer peer, Peers peers) {
        this.peers = peers;
        this.inbound = inbound;
        this.outbound = outbound;
        this.peer = peer;
    }

    /** A body that is read while nobody else waits for it. */
    static Patience bodyPatience() {
        return Patience.of(GRACE, BODY_BYTES_PER_SECOND);
    }

    /** A reply that is sent while nobody else waits for it. */
    static Patience replyPatience() {
        return Patience.of(GRACE, REPLY_BYTES_PER_SECOND);
    }

    /** The client of the request that this thread handles. */
    static Client current() {
        try {
            return CURRENT.get();
        } catch (NoSuchElementException e) {
            throw new CloseConnectionException("no connection of ours", e);
        }
    }

    RequestHead head() {
        return inbound.head();
    }

    /** A request of this client is handled now. */
    void beginRequest() {
        inbound.beginRequest();
    }

    /** It was handled: no other follows if the client said so. */
    void endRequest() {
        if (inbound.head().words("connection").contains("close")) {
            inbound.end();
        }
    }

    /** Nothing more is read from this client. */
    void readNoMore() {
        inbound.end();
    }

    /**
     * Tells the client that its request becomes a socket; the connection is that from then on, when
     * the HTTP server has let go of it.
     */
    void become(BecomeSocket newSocket, byte[] head) {
        outbound.writeNow(BufferData.create(head));
        peers.link(peer);
        peer.keepAlive();
        socket = newSocket;
    }

    /** The socket that the connection has become. */
    Optional<BecomeSocket> socket() {
        return Optional.ofNullable(socket);
    }

    /**
     * The reply goes on for as long as somebody writes to it.
     *
     * @param whenGone is told if the client goes
     */
    StreamWatch beginStream(Runnable whenGone) {
        peers.link(peer);
        peer.keepAlive();
        return new StreamWatch(inbound, peer, whenGone);
    }

    /** Another part of a stream is about to be sent: its time begins. */
    void beginPart() {
        outbound.patience(replyPatience());
    }

    /** A facet's turn waits for this client from now on: reads and writes share one patience. */
    void beginTurn() {
        var patience = Patience.of(TURN_GRACE, TURN_BYTES_PER_SECOND, TURN_MAX);
        inbound.patience(patience);
        outbound.patience(patience);
    }

    /**
     * Ends what the facet's turn waits for of this client, now or later. Called by another thread,
     * and not after {@link #endTurn}.
     */
    void breakOff() {
        peer.breakOff();
    }

    /** Nobody but this client waits for it any more. */
    void endTurn() {
        peer.goOn();
        inbound.patience(Patience.of(REST_MAX));
        outbound.patience(replyPatience());
    }
}
