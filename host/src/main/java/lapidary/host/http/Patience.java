package lapidary.host.http;

import java.time.Duration;

/**
 * How long a client may keep us waiting: a grace, more of it for each byte that passes, and a bound
 * on all of it. Confined to the connection's thread.
 */
final class Patience {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final double nanosPerByte;
    private long leftNanos;
    private long boundNanos;

    private Patience(Duration grace, long bytesPerSecond, Duration bound) {
        this.leftNanos = grace.toNanos();
        this.nanosPerByte = (double) NANOS_PER_SECOND / bytesPerSecond;
        this.boundNanos = bound.toNanos();
    }

    /** So long, whatever passes. */
    static Patience of(Duration bound) {
        return new Patience(bound, Long.MAX_VALUE, bound);
    }

    /** A grace and then a rate, with no other bound than the size of what passes. */
    static Patience of(Duration grace, long bytesPerSecond) {
        return new Patience(grace, bytesPerSecond, Duration.ofDays(1));
    }

    /** A grace and then a rate, and no longer than {@code bound} in all. */
    static Patience of(Duration grace, long bytesPerSecond, Duration bound) {
        return new Patience(grace, bytesPerSecond, bound);
    }

    /** How long we wait for the next byte, in nanoseconds; 0 or less if no longer. */
    long nanosLeft() {
        return Math.min(leftNanos, boundNanos);
    }

    /** How long we wait until so many bytes have passed, in nanoseconds. */
    long nanosLeftFor(long bytes) {
        return Math.min(leftNanos + nanosFor(bytes), boundNanos);
    }

    /** So many bytes have passed while we waited for so long. */
    void spent(long nanos, long bytes) {
        leftNanos += nanosFor(bytes) - nanos;
        boundNanos -= nanos;
    }

    private long nanosFor(long bytes) {
        return (long) (bytes * nanosPerByte);
    }
}
