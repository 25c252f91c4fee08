package lapidary.host.storage;

import lapidary.abi.Limits;
import lapidary.abi.Prices;

/**
 * How long a value a running statement may touch, and so how much one of its steps may cost. A
 * statement begins with the narrowest width that its arguments fit into. SQLite itself stops it at
 * the first longer value; then it is run again, wider.
 */
enum Width {
    NARROW(Prices.SQL_NARROW_BYTES, 1, 100),
    MIDDLE(Prices.SQL_MIDDLE_BYTES, Prices.SQL_STEP_MIDDLE_FACTOR, 5),
    WIDE(Limits.SQL_VALUE_BYTES_MAX, Prices.SQL_STEP_WIDE_FACTOR, 1);

    /** Of a value, a row, a key. */
    final int bytesMax;

    /** How much more a step costs than a narrow one. */
    final long stepFactor;

    /** How many steps are paid at a time, before the statement can be stopped again. */
    final int stepsAtATime;

    Width(int bytesMax, long stepFactor, int stepsAtATime) {
        this.stepsAtATime = stepsAtATime;
        this.bytesMax = bytesMax;
        this.stepFactor = stepFactor;
    }

    /** The narrowest that values of so many bytes together fit into. */
    static Width of(long bytes) {
        if (bytes <= NARROW.bytesMax) {
            return NARROW;
        }
        return bytes <= MIDDLE.bytesMax ? MIDDLE : WIDE;
    }

    /** The next wider one, or the widest. */
    Width wider() {
        return this == NARROW ? MIDDLE : WIDE;
    }
}
