package lapidary.host.socket;

import java.util.ArrayDeque;
import lapidary.abi.Limits;
import lapidary.host.memory.MemoryShare;
import org.jspecify.annotations.Nullable;

/*
 * What an event sends is first reserved, so that the bound holds within the event too, and added when
 * the event is committed. A part counts until the peer's end has taken it. One message is taken
 * whatever its size, if nothing else is unsent: else none over the bound could ever be sent.
 */
/**
 * What is unsent to one peer, in order, each part behind its gate; bounded.
 *
 * <p>Thread-safe: its monitor guards it, and is held for a moment only.
 */
final class Outbox {
    /** However short they are: each takes more than its bytes. */
    static final int PARTS_MAX = 16_384;

    private record Entry(Part part, Gate gate) {}

    private final MemoryShare slowPeers;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>(1);
    private long unsent;
    private int parts;
    private boolean isEnded;

    /**
     * @param slowPeers of which it takes what is unsent beyond a little
     */
    Outbox(MemoryShare slowPeers) {
        this.slowPeers = slowPeers;
    }

    /**
     * Makes room for a part that an event would send.
     *
     * @return false if that is too much
     */
    synchronized boolean reserve(int size) {
        if (parts > 0 && (unsent + size > Limits.UNSENT_BYTES_MAX || parts >= PARTS_MAX)) {
            return false;
        }
        if (!slowPeers.tryTake(shared(unsent + size) - shared(unsent))) {
            return false;
        }
        unsent += size;
        parts++;
        return true;
    }

    /** Of so many bytes, those that count as held by slow peers. */
    private static long shared(long bytes) {
        return Math.max(0, bytes - PeerMemory.SHORT_BYTES_MAX);
    }

    /** A part that room was made for is not sent, or has been. */
    synchronized void release(int size) {
        slowPeers.give(shared(unsent) - shared(unsent - size));
        unsent -= size;
        parts--;
        notifyAll();
    }

    /**
     * Adds a part that room was made for. After the end nothing is added.
     *
     * @return whether it will be sent
     */
    boolean add(Part part, Gate gate) {
        synchronized (this) {
            if (!isEnded) {
                entries.add(new Entry(part, gate));
                notifyAll();
                return true;
            }
        }
        release(part.size());
        part.close();
        return false;
    }

    /** Adds the last part there is: nothing is added after it. */
    synchronized void addLast(byte[] frame, Gate gate) {
        if (!isEnded) {
            isEnded = true;
            parts++;
            entries.add(new Entry(Part.control(frame), gate));
            notifyAll();
        }
    }

    /** Nothing is added any more. */
    synchronized void end() {
        isEnded = true;
        notifyAll();
    }

    /** Drops what waits, and ends. */
    void clear() {
        ArrayDeque<Entry> dropped;
        synchronized (this) {
            isEnded = true;
            dropped = new ArrayDeque<>(entries);
            entries.clear();
            notifyAll();
        }
        for (var entry : dropped) {
            release(entry.part().size());
            entry.part().close();
        }
    }

    /** The next part, which stays unsent until {@link #release}; null if there is none now. */
    synchronized @Nullable Sending poll() {
        var entry = entries.poll();
        return entry == null ? null : new Sending(entry.part(), entry.gate());
    }

    /** As {@link #poll}, waiting for one; null if there is none and will be none. */
    synchronized @Nullable Sending take() throws InterruptedException {
        while (entries.isEmpty() && !isEnded) {
            wait();
        }
        return poll();
    }

    /** Waits until less than that is unsent, or nothing is sent any more. */
    synchronized void awaitBelow(long bytes) throws InterruptedException {
        while (unsent >= bytes && !isEnded) {
            wait();
        }
    }

    synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    synchronized long unsent() {
        return unsent;
    }

    /** A part that is being sent. */
    record Sending(Part part, Gate gate) {}
}
