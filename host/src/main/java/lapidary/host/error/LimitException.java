package lapidary.host.error;

import java.util.concurrent.TimeUnit;

/** A published limit was reached; waiting, or asking for less, helps. Logged at INFO. */
public non-sealed class LimitException extends HostException {
    private long retryAfterSeconds = 1;

    public LimitException(ErrorCode code, String message) {
        super(code, message);
    }

    public LimitException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }

    /** Says after how many nanoseconds the same request may be granted. */
    public final LimitException retryAfter(long nanos) {
        long second = TimeUnit.SECONDS.toNanos(1);
        retryAfterSeconds = Math.max(1, Math.ceilDiv(nanos, second));
        return this;
    }

    /** After so many seconds it is worth asking again, where it is at all. */
    public final long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
