package lapidary.host.error;

import java.math.BigDecimal;
import java.time.Duration;

/** How a message tells a time. */
public final class Seconds {
    private Seconds() {}

    /** Such as {@code 20 s} or {@code 0.3 s}, to the millisecond. */
    public static String of(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }
}
