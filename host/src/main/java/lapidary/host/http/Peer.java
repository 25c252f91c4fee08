package lapidary.host.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;

/**
 * A client's connection, as those see it who end it when it takes too long. A read that is late
 * finds its end, so that the client can still be told; a write that is late finds the connection
 * closed.
 *
 * <p>Thread-safe: the connection's thread says what it waits for, the watch looks at it, and
 * whoever aborts an event breaks it off.
 */
final class Peer {
    /** No deadline. */
    private static final long NONE = 0;

    private final SocketChannel channel;
    private volatile long deadlineNanos = NONE;
    private volatile boolean isWriting;
    private volatile boolean isLate;
    private volatile boolean isBrokenOff;
    private volatile boolean isIdle = true;

    /**
     * @param idleNanosMax how long its first byte may take
     */
    Peer(SocketChannel channel, long idleNanosMax) {
        this.channel = channel;
        waitFor(idleNanosMax);
    }

    /** The connection's thread waits for bytes between requests, and may be sent away. */
    void idle(long nanosMax) {
        isIdle = true;
        waitFor(nanosMax);
    }

    /** The connection's thread begins to read. */
    void read(long nanosMax) {
        waitFor(nanosMax);
    }

    /** The connection's thread begins to write. */
    void write(long nanosMax) {
        isWriting = true;
        waitFor(nanosMax);
    }

    /** What was waited for is there. */
    void done() {
        deadlineNanos = NONE;
        isWriting = false;
        isIdle = false;
    }

    /** Whether it was cut off because it took too long. */
    boolean isLate() {
        return isLate;
    }

    /** Whether it waits between requests, and was not sent away yet. */
    boolean isIdle() {
        return isIdle && !isLate;
    }

    boolean isClosed() {
        return !channel.isOpen();
    }

    /** When its wait ends: the least of several idle ones has been idle for the longest. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    /** Cuts it off if what its thread waits for is overdue. */
    void checkAt(long nowNanos) {
        long deadline = deadlineNanos;
        if (deadline != NONE && nowNanos - deadline >= 0) {
            cutOff();
        }
    }

    /** Ends what its thread waits for, or will wait for, until it goes on. */
    void breakOff() {
        isBrokenOff = true; // first: a wait that begins now sees it, or is seen
        if (deadlineNanos != NONE) {
            cutOff();
        }
    }

    /** The connection's thread may wait again; a read that was ended stays so. */
    void goOn() {
        isBrokenOff = false;
    }

    /** Ends what its thread waits for. */
    void cutOff() {
        isLate = true;
        deadlineNanos = NONE;
        try {
            if (isWriting) {
                channel.close();
            } else {
                channel.shutdownInput();
            }
        } catch (IOException _) {
            // it is gone already
        }
    }

    /** Says that no more is written. */
    void shutdownOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void waitFor(long nanos) {
        deadlineNanos = (System.nanoTime() + nanos) | 1; // never NONE
        if (isBrokenOff) {
            cutOff();
        }
    }
}
