package lapidary.host.storage;

import lapidary.abi.Prices;

/**
 * What the steps of one statement cost while it runs, chunk of steps by chunk. Confined to whoever
 * has the turn.
 *
 * <p>A statement that met a long value is run again and goes the same way up to there: until then
 * its steps cost what they did, and only then the wider price.
 */
final class Tariff {
    /** Of each row that a cursor is asked for, when nothing stops at long values any more. */
    private static final int LIFTED_CHUNKS_FREE = 3;

    private final long narrowPrice;
    private final long[] ends = new long[Width.values().length];
    private Width width;
    private long chunk;
    private int chunkOfRow;
    private boolean lifted;

    Tariff(long narrowPrice, Width width) {
        this.narrowPrice = narrowPrice;
        this.width = width;
    }

    /** How long a value the statement may touch without being stopped. */
    Width width() {
        return lifted ? Width.WIDE : width;
    }

    /** Whether a value that is too long for now only means that the statement is to be widened. */
    boolean canWiden() {
        return !lifted && width != Width.WIDE;
    }

    /** SQLite is asked for the next row. */
    void rowBegins() {
        chunkOfRow = 0;
    }

    /** What each step of the next chunk costs. */
    long next() {
        chunkOfRow++;
        if (lifted) {
            boolean few = chunkOfRow <= LIFTED_CHUNKS_FREE;
            return few ? narrowPrice : narrowPrice * Prices.SQL_STEP_MIDDLE_FACTOR;
        }
        long at = chunk++;
        for (Width passed : Width.values()) {
            if (passed == width || at < ends[passed.ordinal()]) {
                return narrowPrice * passed.stepFactor;
            }
        }
        throw new IllegalStateException("a width beyond " + width);
    }

    /** The statement met a value that was too long, and begins again. */
    void widen() {
        ends[width.ordinal()] = chunk;
        width = width.wider();
        chunk = 0;
    }

    /**
     * From now on the statement could not begin again and give the same rows: nothing stops it, and
     * what is beyond a few steps for each row costs more.
     */
    void lift() {
        lifted = true;
    }
}
