package lapidary.host.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import lapidary.host.error.ErrorCode;
import lapidary.host.json.Json;
import lapidary.host.storage.OpenFiles;
import org.jspecify.annotations.Nullable;

/**
 * All connections, their number bounded: when there are too many, the one that has been idle for
 * the longest makes room, or else the one whose head is the furthest behind; if there is none, the
 * new one is refused. A thread of its own cuts off those that keep us waiting. Thread-safe.
 */
final class Peers implements AutoCloseable {
    /** How many connections there are at most, if the process may have twice as many files open. */
    static final int CONNECTIONS_MAX = 10_000;

    /** With sockets and streams. */
    static final int TOTAL_MAX = 100_000;

    /** Those that were sent away take a moment to go: one of so many may be about to. */
    private static final int GOING_SHARE = 10;

    private static final int GOING_MIN = 16;

    private static final Logger LOG = System.getLogger("lapidary.http");
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private record Ends(@Nullable SocketAddress remote, @Nullable SocketAddress local) {}

    private final Map<Ends, Peer> peers = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger links = new AtomicInteger();
    private final int connectionsMax;
    private final int totalMax;
    private final int goingMax;
    private boolean wasFull;

    /** As below, where sockets and streams count as others do. */
    Peers(int connectionsMax) {
        this(connectionsMax, connectionsMax);
    }

    /**
     * @param connectionsMax more are refused, sockets and streams not counted
     * @param totalMax likewise, all counted
     */
    Peers(int connectionsMax, int totalMax) {
        this.totalMax = totalMax;
        this.connectionsMax = connectionsMax;
        this.goingMax = Math.max(GOING_MIN, connectionsMax / GOING_SHARE);
        Thread.ofPlatform().daemon().name("peers").start(this::watchUntilClosing);
    }

    /** As many as are published, or half of the files that the process may have open. */
    static int connectionsMax() {
        return Math.min(CONNECTIONS_MAX, totalMax());
    }

    /** With sockets and streams: half of the files that the process may have open. */
    static int totalMax() {
        return (int) Math.min(TOTAL_MAX, OpenFiles.max() / 2);
    }

    /**
     * A connection was accepted; called by the threads that listen.
     *
     * @throws IOException if there are too many: it has been told so
     */
    synchronized void accept(SocketChannel channel) throws IOException {
        if (isFull() && !makeRoom()) {
            refuse(channel);
            throw new IOException("too many connections");
        }
        wasFull = false;
        peers.put(ends(channel), new Peer(channel, Client.IDLE_MAX.toNanos()));
    }

    /** The connection with these ends. */
    Peer find(SocketAddress remote, SocketAddress local) {
        var peer = peers.get(new Ends(remote, local));
        if (peer == null) {
            throw new IllegalStateException("a connection that was never accepted");
        }
        return peer;
    }

    void remove(SocketAddress remote, SocketAddress local) {
        forget(peers.remove(new Ends(remote, local)));
    }

    /** A connection is a socket or a stream from now on. */
    void link(Peer peer) {
        peer.link();
        links.incrementAndGet();
    }

    private boolean isFull() {
        int all = peers.size();
        return all - links.get() >= connectionsMax || all >= totalMax;
    }

    private void forget(@Nullable Peer peer) {
        if (peer != null && peer.isLink()) {
            links.decrementAndGet();
        }
    }

    int size() {
        return peers.size();
    }

    @Override
    public void close() {
        closing.countDown();
    }

    private boolean makeRoom() {
        if (peers.size() - links.get() >= connectionsMax + goingMax) {
            return false;
        }
        Peer idlest = longestWaiting(Peer::isIdle);
        Peer gone = idlest != null ? idlest : longestWaiting(Peer::isInHead);
        if (gone == null) {
            return false;
        }
        gone.cutOff();
        return true;
    }

    private @Nullable Peer longestWaiting(Predicate<Peer> which) {
        Peer longest = null;
        for (var peer : peers.values()) {
            if (which.test(peer)
                    && (longest == null || peer.deadlineNanos() - longest.deadlineNanos() < 0)) {
                longest = peer;
            }
        }
        return longest;
    }

    private void refuse(SocketChannel channel) throws IOException {
        if (!wasFull) {
            wasFull = true;
            LOG.log(Level.WARNING, "refusing connections: there are {0}", connectionsMax);
        }
        byte[] document =
                Json.bytes(
                        Problems.document(
                                ErrorCode.OVERLOADED,
                                "the host has as many connections as it takes",
                                Map.of("connectionsMax", connectionsMax)));
        String head =
                "HTTP/1.1 503 Service Unavailable\r\nContent-Type: "
                        + Problems.MEDIA_TYPE
                        + "\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: "
                        + document.length
                        + "\r\n\r\n";
        channel.configureBlocking(false); // the listening thread waits for nobody
        channel.write(
                new ByteBuffer[] {
                    ByteBuffer.wrap(head.getBytes(ISO_8859_1)), ByteBuffer.wrap(document)
                });
        channel.shutdownOutput();
    }

    private void watchUntilClosing() {
        try {
            while (!closing.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                long now = System.nanoTime();
                peers.values().forEach(peer -> peer.checkAt(now));
                peers.forEach(this::forgetIfClosed);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void forgetIfClosed(Ends ends, Peer peer) {
        if (peer.isClosed() && peers.remove(ends, peer)) {
            forget(peer);
        }
    }

    private static Ends ends(SocketChannel channel) throws IOException {
        return new Ends(channel.getRemoteAddress(), channel.getLocalAddress());
    }
}
