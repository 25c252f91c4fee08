package lapidary.host.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Sees when the client of a reply that streams goes away: it has nothing more to say, so whatever
 * it still sends is thrown away. A thread of its own reads; closed by the connection's.
 */
final class StreamWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger("lapidary.http");
    private static final int THROWN_AWAY_MAX = 1 << 20;

    /** How long a client may take to see that the reply has ended. */
    private static final Duration LINGER_MAX = Duration.ofSeconds(1);

    private final Inbound inbound;
    private final Peer peer;
    private final Runnable whenGone;
    private final Thread thread;

    StreamWatch(Inbound inbound, Peer peer, Runnable whenGone) {
        this.inbound = inbound;
        this.peer = peer;
        this.whenGone = whenGone;
        this.thread = Thread.ofVirtual().name("stream-watch").start(this::watch);
    }

    private void watch() {
        try {
            int thrownAway = 0;
            byte[] bytes = inbound.raw();
            while (bytes != null && thrownAway < THROWN_AWAY_MAX) {
                thrownAway += bytes.length;
                bytes = inbound.raw();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.TRACE, "the client of a stream has gone", e);
        }
        whenGone.run();
    }

    /** Returns when nobody reads any more. */
    @Override
    public void close() {
        inbound.end();
        peer.readWithin(LINGER_MAX.toNanos());
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
