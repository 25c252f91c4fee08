package lapidary.host.facet;

import java.util.concurrent.atomic.AtomicLong;

/**
 * So much of something per second, with a burst of what comes in some time, or of one if that is
 * more. What is taken beyond that is a debt, which time pays back. Thread-safe, without a lock.
 *
 * <p>Kept as the time at which the bucket will be full again: taking moves it on.
 */
final class TokenBucket {
    private static final double SECOND_NANOS = 1e9;

    /** Centuries of debt are as good as any. */
    private static final long DEBT_NANOS_MAX = 1L << 60;

    private final long burstNanos;
    private final AtomicLong fullAtNanos;

    /**
     * @param burstNanos how long it takes to fill
     * @param nowNanos at which it is full
     */
    TokenBucket(long burstNanos, long nowNanos) {
        this.burstNanos = burstNanos;
        fullAtNanos = new AtomicLong(nowNanos);
    }

    /**
     * Takes one if it is there.
     *
     * @return 0, or in how many nanoseconds one will be there
     */
    long takeOne(double perSecond, long nowNanos) {
        long each = nanos(1, perSecond);
        long burst = Math.max(burstNanos, each);
        while (true) {
            long fullAt = fullAtNanos.get();
            long next = later(fullAt, nowNanos) + each;
            long early = next - nowNanos - burst;
            if (early > 0) {
                return early;
            }
            if (fullAtNanos.compareAndSet(fullAt, next)) {
                return 0;
            }
        }
    }

    /** Takes so much, whether it is there or not. */
    void take(double amount, double perSecond, long nowNanos) {
        long taken = nanos(amount, perSecond);
        fullAtNanos.updateAndGet(fullAt ->
                nowNanos + Math.min(DEBT_NANOS_MAX, Math.max(0, fullAt - nowNanos) + taken));
    }

    /** In how many nanoseconds the debt will be paid; 0 if there is none. */
    long debtNanos(long nowNanos) {
        return Math.max(0, fullAtNanos.get() - nowNanos - burstNanos);
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    private static long nanos(double amount, double perSecond) {
        return (long) Math.min(DEBT_NANOS_MAX, amount / perSecond * SECOND_NANOS);
    }
}
