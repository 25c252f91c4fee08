package lapidary.host.socket;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import lapidary.host.error.HostException;
import lapidary.host.memory.MemoryClaim;
import org.jspecify.annotations.Nullable;

/*
 * One virtual thread, its connection's, reads; it runs the socket's events itself, so that nothing
 * more is read from a peer while its event waits or runs. What is sent has a thread only as long as
 * there is something to send: it waits for gates and for the peer, and nobody waits for it.
 */
/**
 * A WebSocket that a facet has accepted.
 *
 * <p>Thread-safe: its monitor guards who writes and how it ends, and is held for a moment only.
 */
public final class OpenSocket {
    /** How long a peer may take to answer a close frame. */
    static final Duration CLOSING_MAX = Duration.ofSeconds(10);

    /** How long the host waits for a peer when it ends a socket by itself. */
    private static final Duration CUT_OFF_MAX = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger("lapidary.socket");

    private final long id;
    private final List<String> tags;
    private final FacetSockets owner;
    private final MemoryClaim memory;
    private final Outbox outbox;
    private Attachment attachment = Attachment.NONE;
    private @Nullable Wire wire;
    private boolean isWriting;
    private boolean isClosing;
    private boolean isGone;
    private boolean isOver;
    private @Nullable Broken broken;

    /** Why the host ended it. */
    record Broken(int code, String what) {}

    /**
     * @param memory that it takes while it is open
     */
    OpenSocket(long id, List<String> tags, FacetSockets owner, MemoryClaim memory) {
        this.id = id;
        this.tags = List.copyOf(tags);
        this.owner = owner;
        this.memory = memory;
        this.outbox = new Outbox(owner.budget().slowPeers());
    }

    public long id() {
        return id;
    }

    List<String> tags() {
        return tags;
    }

    FacetSockets owner() {
        return owner;
    }

    Outbox outbox() {
        return outbox;
    }

    synchronized Attachment attachment() {
        return attachment;
    }

    /** What was attached before is given back; to one that is gone nothing is attached. */
    synchronized void attach(Attachment next) {
        var dropped = isOver ? next : attachment;
        attachment = isOver ? attachment : next;
        dropped.close();
    }

    /**
     * Runs the socket on its connection's thread, from the moment that the client knows it is open.
     * Returns when all is over, with the connection ready to be closed.
     */
    public void converse(Wire peer) throws InterruptedException {
        try {
            synchronized (this) {
                wire = peer;
                if (isClosing) {
                    peer.readWithin((isGone ? CUT_OFF_MAX : CLOSING_MAX).toNanos());
                }
            }
            write();
            new Conversation(this, peer).run();
            outbox.end();
            awaitWritten();
        } finally {
            gone();
            peer.endOutput();
        }
    }

    /** The connection was never made, or has come to its end. */
    public void gone() {
        synchronized (this) {
            isGone = true;
            isClosing = true;
            if (isOver) {
                return;
            }
            isOver = true;
            attachment.close();
            memory.close();
        }
        outbox.clear();
        owner.forget(this);
    }

    /** The peer says nothing any more: what is unsent may still reach it, and nothing else. */
    void lost() {
        synchronized (this) {
            isClosing = true;
        }
        outbox.end();
    }

    /**
     * It is not listed any more. Where its facet is told of its end, that happens in the facet's
     * turn: of two that end at once, the first to be told of still sees the other.
     */
    void unlist() {
        owner.unlist(this);
    }

    /** Sends a part that room was made for. */
    void send(Part part, Gate gate) {
        if (outbox.add(part, gate)) {
            write();
        }
    }

    /** Sends a close frame after all that is unsent, once: true if this was it. */
    boolean close(int code, String reason, Gate gate) {
        synchronized (this) {
            if (isClosing) {
                return false;
            }
            isClosing = true;
            if (wire != null) {
                wire.readWithin(CLOSING_MAX.toNanos());
            }
        }
        outbox.addLast(Frames.close(code, reason), gate);
        write();
        return true;
    }

    /** Too much is unsent, or the host has another reason: what waits is dropped. */
    public void breakWith(int code, String what) {
        synchronized (this) {
            if (isClosing) {
                return;
            }
            broken = new Broken(code, what);
        }
        drop();
        close(code, what, Gate.OPEN);
    }

    /** The facet's end, or the host's: the peer is told, and the facet is not. */
    public void cutOff(int code, String why) {
        synchronized (this) {
            isGone = true;
        }
        unlist();
        close(code, why, Gate.OPEN);
        synchronized (this) {
            if (wire != null) {
                wire.readWithin(CUT_OFF_MAX.toNanos());
            }
        }
    }

    /** Whether the facet has said that it closes, or somebody else. */
    synchronized boolean isClosing() {
        return isClosing;
    }

    /** Whether its facet is not told of it any more. */
    public synchronized boolean isGone() {
        return isGone;
    }

    synchronized @Nullable Broken broken() {
        return broken;
    }

    private void drop() {
        for (var next = outbox.poll(); next != null; next = outbox.poll()) {
            sent(next.part());
        }
    }

    /** Sees to it that what is unsent is being sent. */
    private void write() {
        synchronized (this) {
            if (isWriting || wire == null || outbox.isEmpty()) {
                return;
            }
            isWriting = true;
        }
        Thread.ofVirtual().name("socket-writer").start(this::writeAll);
    }

    private void writeAll() {
        boolean isDone = false;
        try {
            while (!isDone) {
                var next = outbox.poll();
                if (next == null) {
                    isDone = endsWriting();
                } else {
                    write(next);
                }
            }
        } finally {
            if (!isDone) { // nobody foresaw that: whoever waits for the end gets it
                outbox.clear();
                var _ = endsWriting();
            }
        }
    }

    /** False if something came in this moment. */
    private synchronized boolean endsWriting() {
        isWriting = !outbox.isEmpty();
        notifyAll();
        return !isWriting;
    }

    private void write(Outbox.Sending next) {
        var peer = Objects.requireNonNull(wire);
        try {
            next.gate().pass();
            peer.write(next.part().bytes());
        } catch (IOException | HostException e) {
            LOG.log(Level.DEBUG, "a socket cannot be written to: {0}", e.getMessage());
            outbox.clear();
            peer.breakOff();
        } finally {
            sent(next.part());
        }
    }

    private void sent(Part part) {
        outbox.release(part.size());
        part.close();
    }

    private synchronized void awaitWritten() throws InterruptedException {
        while (isWriting) {
            wait();
        }
    }
}
