package lapidary.host.socket;

import java.time.Duration;

/**
 * How long a message may take from its first byte to its last: as a request's body that nobody
 * waits for. Confined to the connection's thread.
 */
final class MessageTime {
    private static final long GRACE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long BYTES_PER_SECOND = 16 << 10;
    private static final long NANOS_PER_BYTE = Duration.ofSeconds(1).toNanos() / BYTES_PER_SECOND;

    private long startNanos;
    private long bytes;

    /** Another message begins. */
    void begin() {
        startNanos = 0;
        bytes = 0;
    }

    void came(int count) {
        bytes += count;
    }

    long nanosLeft() {
        long now = System.nanoTime();
        if (startNanos == 0) {
            startNanos = now | 1; // never 0
        }
        return GRACE_NANOS + bytes * NANOS_PER_BYTE - (now - startNanos);
    }
}
