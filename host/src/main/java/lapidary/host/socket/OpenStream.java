package lapidary.host.socket;

import java.io.IOException;
import lapidary.host.error.HostException;
import lapidary.host.memory.MemoryClaim;

/**
 * A reply that a facet keeps open after its event, for later events to write to.
 *
 * <p>Thread-safe: its monitor guards how it ends.
 */
public final class OpenStream {
    private final long id;
    private final FacetSockets owner;
    private final MemoryClaim memory;
    private final Outbox outbox;
    private volatile long writtenNanos = System.nanoTime();
    private volatile boolean isBroken;
    private volatile boolean isEnded;

    /** Takes what is written, on the request's thread. */
    @FunctionalInterface
    public interface Sink {
        void write(byte[] bytes) throws IOException;
    }

    /**
     * @param memory that it takes while it is open
     */
    OpenStream(long id, FacetSockets owner, MemoryClaim memory) {
        this.id = id;
        this.owner = owner;
        this.memory = memory;
        this.outbox = new Outbox(owner.budget().slowPeers());
    }

    public long id() {
        return id;
    }

    Outbox outbox() {
        return outbox;
    }

    /**
     * Sends what is written until the stream ends, on the thread of the request that it answers.
     *
     * @return whether it has come to its end whole; else the client is to see that it has not
     * @throws IOException if the client has gone, or does not take what it is sent
     */
    public boolean send(Sink sink) throws IOException, InterruptedException {
        try {
            for (var next = outbox.take(); next != null; next = outbox.take()) {
                try {
                    next.gate().pass();
                    sink.write(next.part().bytes());
                } catch (HostException e) {
                    throw new IOException("what was written is not durable", e);
                } finally {
                    outbox.release(next.part().size());
                    next.part().close();
                }
            }
            return !isBroken;
        } finally {
            gone();
        }
    }

    /** The client has gone, or there was none. */
    public void gone() {
        isEnded = true;
        outbox.clear();
        owner.forget(this);
        synchronized (this) {
            memory.close();
        }
    }

    void write(Part part, Gate gate) {
        writtenNanos = System.nanoTime();
        var _ = outbox.add(part, gate);
    }

    /** Ends after what is unsent. */
    public void end() {
        isEnded = true;
        owner.forget(this);
        outbox.end();
    }

    /** What is unsent is dropped: the client is to see that the reply is not whole. */
    void breakOff() {
        isBroken = true;
        isEnded = true;
        owner.forget(this);
        outbox.clear();
    }

    boolean isEnded() {
        return isEnded;
    }

    boolean isIdleFor(long nanos) {
        return System.nanoTime() - writtenNanos >= nanos;
    }
}
