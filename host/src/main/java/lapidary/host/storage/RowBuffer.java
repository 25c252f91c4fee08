package lapidary.host.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import lapidary.abi.Limits;
import lapidary.abi.Prices;
import lapidary.abi.ResultCode;
import lapidary.abi.Utf8;
import lapidary.abi.ValueTag;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.FuelMeter;
import lapidary.host.memory.HeapSize;
import lapidary.host.memory.MemoryClaim;

/** Rows as they cross to a guest, values one after the other. Grows; not thread-safe. */
final class RowBuffer {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** A value at its limit with its key, or with a few small ones, is a row. */
    private static final int ROW_BYTES_MAX = Limits.SQL_VALUE_BYTES_MAX + 4096;

    private static final int INTEGER = 1;
    private static final int REAL = 2;
    private static final int TEXT = 3;
    private static final int BLOB = 4;

    /** A smaller buffer is part of what an instance claims. */
    private static final int CLAIMED_BYTES_MIN = 64 << 10;

    private static final byte[] NOTHING = {};

    private final MemoryClaim claim;
    private byte[] bytes = new byte[128];
    private int size;

    /**
     * @param claim to which a large buffer is added, before it grows
     */
    RowBuffer(MemoryClaim claim) {
        this.claim = claim;
    }

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    /** Drops the first bytes, and moves the rest to the front. */
    void drop(int count) {
        System.arraycopy(bytes, count, bytes, 0, size - count);
        size -= count;
    }

    /**
     * Adds the statement's current row, charging each value before and its bytes after reading.
     *
     * @throws Refusal {@code SQL} if the row is longer than one may be
     */
    void addRow(PreparedSql statement, int columns, FuelMeter meter) throws SQLException {
        meter.charge(columns * Prices.SQL_VALUE);
        int start = size;
        for (int i = 0; i < columns; i++) {
            addValue(statement, i, meter);
            if (size - start > ROW_BYTES_MAX) {
                throw new Refusal(
                        ResultCode.SQL,
                        "the row has more than "
                                + Limits.SQL_VALUE_BYTES_MAX
                                + " bytes: SQLITE_TOOBIG");
            }
        }
    }

    private void addValue(PreparedSql statement, int column, FuelMeter meter) throws SQLException {
        switch (statement.type(column)) {
            case INTEGER -> addLong(ValueTag.TAG_INTEGER, statement.integer(column));
            case REAL ->
                    addLong(ValueTag.TAG_REAL, Double.doubleToRawLongBits(statement.real(column)));
            case TEXT -> addBytes(ValueTag.TAG_TEXT, wellFormed(statement.bytes(column)), meter);
            case BLOB -> addBytes(ValueTag.TAG_BLOB, statement.bytes(column), meter);
            default -> addTag(ValueTag.TAG_NULL);
        }
    }

    private static byte[] wellFormed(byte[] text) {
        return Utf8.isWellFormed(text, 0, text.length)
                ? text
                : new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }

    private void addTag(byte tag) {
        reserve(1);
        bytes[size++] = tag;
    }

    private void addLong(byte tag, long value) {
        addTag(tag);
        reserve(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    private void addBytes(byte tag, byte[] value, FuelMeter meter) {
        meter.charge(Prices.sqlRead(value.length));
        addTag(tag);
        reserve(Integer.BYTES + value.length);
        INT.set(bytes, size, value.length);
        System.arraycopy(value, 0, bytes, size + Integer.BYTES, value.length);
        size += Integer.BYTES + value.length;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            int capacity = Math.max(2 * bytes.length, Math.addExact(size, more));
            claim.add(claimed(capacity));
            int before = bytes.length;
            bytes = Arrays.copyOf(bytes, capacity);
            claim.subtract(claimed(before));
        }
    }

    /** Drops all, and gives back what was claimed. */
    void free() {
        claim.subtract(claimed(bytes.length));
        bytes = NOTHING;
        size = 0;
    }

    private static long claimed(int capacity) {
        return capacity < CLAIMED_BYTES_MIN ? 0 : HeapSize.ofBytes(capacity);
    }
}
