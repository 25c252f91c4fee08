package lapidary.host.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/**
 * A client's connection, as those see it who end it when it takes too long. A read that is late
 * finds its end, so that the client can still be told; a write that is late finds the connection
 * closed.
 *
 * <p>Thread-safe: who reads and who writes say how long they wait, the watch looks at it, and
 * whoever aborts an event breaks it off.
 */
final class Peer {
    /** No deadline. */
    private static final long NONE = 0;

    private static final int KEEP_ALIVE_SECONDS = 60;

    private final SocketChannel channel;
    private volatile long deadlineNanos = NONE;
    private volatile long writeDeadlineNanos = NONE;
    private volatile long lastReadNanos = NONE;
    private volatile boolean isLink;
    private volatile boolean isLate;
    private volatile boolean isBrokenOff;
    private volatile boolean isIdle = true;
    private volatile boolean isInHead;

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

    /** The connection's thread waits for the rest of a head, and may be sent away likewise. */
    void readHead(long nanosMax) {
        isInHead = true;
        waitFor(nanosMax);
    }

    /** The connection's thread begins to read. */
    void read(long nanosMax) {
        waitFor(nanosMax);
    }

    /** Somebody begins to write. */
    void write(long nanosMax) {
        writeDeadlineNanos = at(nanosMax);
        if (isBrokenOff) {
            close();
        }
    }

    /** What the connection's thread waited for is there. */
    void done() {
        doneReading();
        doneWriting();
    }

    void doneReading() {
        deadlineNanos = NONE;
        isIdle = false;
        isInHead = false;
    }

    void doneWriting() {
        writeDeadlineNanos = NONE;
    }

    /** It is a socket or a stream from now on: its silence means nothing. */
    void link() {
        isLink = true;
        isIdle = false;
        deadlineNanos = NONE;
    }

    boolean isLink() {
        return isLink;
    }

    /** Whatever is read, it is over by then. */
    void readWithin(long nanos) {
        lastReadNanos = at(nanos);
    }

    /** Whether it was cut off because it took too long. */
    boolean isLate() {
        return isLate;
    }

    /** Whether it waits between requests, and was not sent away yet. */
    boolean isIdle() {
        return isIdle && !isLate;
    }

    /** Whether it has begun a head and not ended it, and was not sent away yet. */
    boolean isInHead() {
        return isInHead && !isLate;
    }

    boolean isClosed() {
        return !channel.isOpen();
    }

    /** When its wait ends: the least of several idle ones has been idle for the longest. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    /** Cuts it off if what somebody waits for is overdue. */
    void checkAt(long nowNanos) {
        if (isOver(writeDeadlineNanos, nowNanos)) {
            close();
        } else if (isOver(deadlineNanos, nowNanos) || isOver(lastReadNanos, nowNanos)) {
            lastReadNanos = NONE;
            cutOff();
        }
    }

    private static boolean isOver(long deadline, long nowNanos) {
        return deadline != NONE && nowNanos - deadline >= 0;
    }

    /** Ends what its thread waits for, or will wait for, until it goes on. */
    void breakOff() {
        isBrokenOff = true; // first: a wait that begins now sees it, or is seen
        if (writeDeadlineNanos != NONE) {
            close();
        } else if (deadlineNanos != NONE) {
            cutOff();
        }
    }

    /** The connection's thread may wait again; a read that was ended stays so. */
    void goOn() {
        isBrokenOff = false;
    }

    /** Ends what its thread reads: a write that waits goes on. */
    void cutOff() {
        isLate = true;
        deadlineNanos = NONE;
        try {
            channel.shutdownInput();
        } catch (IOException _) {
            // it is gone already
        }
    }

    /** Ends the connection, whoever waits for it. */
    void close() {
        isLate = true;
        writeDeadlineNanos = NONE;
        try {
            channel.close();
        } catch (IOException _) {
            // it is gone already
        }
    }

    /** Has the system find out when the other end is no more, though nobody says a word. */
    void keepAlive() {
        try {
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_SECONDS / 4);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 4);
        } catch (IOException | UnsupportedOperationException _) {
            // it is gone already, or the system has no such options
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

    private static long at(long nanosFromNow) {
        return (System.nanoTime() + nanosFromNow) | 1; // never NONE
    }

    private void waitFor(long nanos) {
        deadlineNanos = at(nanos);
        if (isBrokenOff) {
            cutOff();
        }
    }
}
