package lapidary.host.socket;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose two ends are used at once: its own thread reads, and one other at a time
 * writes. {@link #readWithin} and {@link #breakOff} may be called by any thread.
 */
public interface Wire {
    /** One whose peer has gone. */
    Wire BROKEN = new BrokenWire();

    /** Waits for as long as the peer is there. */
    long FOR_EVER = 0;

    /**
     * The next bytes, or null where the peer ended, or kept us waiting for too long.
     *
     * @param nanosMax how long it may take, or {@link #FOR_EVER}
     */
    byte @Nullable [] read(long nanosMax) throws IOException;

    /** The read that waits, and every later one, ends within that time. */
    void readWithin(long nanos);

    /**
     * Sends bytes, waiting until the peer's end takes them, but not for ever.
     *
     * @throws IOException if it does not, or has gone
     */
    void write(byte[] bytes) throws IOException;

    /** Says that no more is written. */
    void endOutput();

    /** Ends the connection at once, whoever waits for it. */
    void breakOff();
}
