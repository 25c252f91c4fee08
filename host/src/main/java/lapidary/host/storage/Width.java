package lapidary.host.storage;

import lapidary.abi.Limits;
import lapidary.abi.Prices;

/**
 * How long a value a running statement may touch, and so what its steps cost. A statement begins
 * with the narrowest width that its arguments fit into. SQLite itself stops it at the first longer
 * value; then it is run again, wider.
 */
enum Width {
    KIB_4(Prices.SQL_HEAVY_NARROW_BYTES, 100),
    KIB_16(Prices.SQL_NARROW_BYTES, 100),
    KIB_64(64 << 10, 20),
    KIB_256(256 << 10, 5),
    MIB_1(1 << 20, 1),
    MIB_2(Limits.SQL_VALUE_BYTES_MAX, 1);

    /** Of a value, a row, a key. */
    final int bytesMax;

    /** How many steps are paid at a time, before the statement can be stopped again. */
    final int stepsAtATime;

    Width(int bytesMax, int stepsAtATime) {
        this.stepsAtATime = stepsAtATime;
        this.bytesMax = bytesMax;
    }

    /** The narrowest that values of so many bytes together fit into, from that one on. */
    static Width of(Width narrowest, long bytes) {
        Width width = narrowest;
        while (width != MIB_2 && bytes > width.bytesMax) {
            width = width.wider();
        }
        return width;
    }

    /** The next wider one, or the widest. */
    Width wider() {
        return switch (this) {
            case KIB_4 -> KIB_16;
            case KIB_16 -> KIB_64;
            case KIB_64 -> KIB_256;
            case KIB_256 -> MIB_1;
            case MIB_1, MIB_2 -> MIB_2;
        };
    }

    /** Bytes of a value, as a guess. */
    long bytesTouched() {
        return bytesMax / Prices.SQL_WIDTH_SHARE;
    }
}
