package lapidary.host.ltx;

/**
 * CRC-64 with the polynomial of ISO 3309, reflected, and all bits inverted at both ends. Eight
 * bytes a step ("slicing by eight"). Confined to its owner.
 */
final class Crc64 {
    private static final long POLYNOMIAL = 0xD800_0000_0000_0000L;
    private static final int STEP = 8;
    private static final long[][] TABLES = tables();

    private long state = ~0L;

    void update(byte[] bytes, int offset, int length) {
        long crc = state;
        int at = offset;
        int end = offset + length;
        for (; end - at >= STEP; at += STEP) {
            long mixed = crc ^ littleEndian(bytes, at);
            crc = 0;
            for (int i = 0; i < STEP; i++) {
                crc ^= TABLES[STEP - 1 - i][(int) (mixed >>> (i * Byte.SIZE)) & 0xFF];
            }
        }
        for (; at < end; at++) {
            crc = TABLES[0][(int) (crc ^ bytes[at]) & 0xFF] ^ (crc >>> Byte.SIZE);
        }
        state = crc;
    }

    void update(byte[] bytes) {
        update(bytes, 0, bytes.length);
    }

    long value() {
        return ~state;
    }

    private static long littleEndian(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < STEP; i++) {
            value |= (bytes[at + i] & 0xFFL) << (i * Byte.SIZE);
        }
        return value;
    }

    private static long[][] tables() {
        var tables = new long[STEP][1 << Byte.SIZE];
        for (int i = 0; i < tables[0].length; i++) {
            long crc = i;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : POLYNOMIAL);
            }
            tables[0][i] = crc;
        }
        for (int step = 1; step < STEP; step++) {
            for (int i = 0; i < tables[0].length; i++) {
                long before = tables[step - 1][i];
                tables[step][i] = tables[0][(int) before & 0xFF] ^ (before >>> Byte.SIZE);
            }
        }
        return tables;
    }
}
