package lapidary.host.storage;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lapidary.abi.ListReader;
import lapidary.abi.ListWriter;
import lapidary.abi.ValueTag;
import lapidary.abi.ValuesReader;
import lapidary.abi.ValuesWriter;
import org.jspecify.annotations.Nullable;

/** A facet's database as a guest sees it: texts and values in, rows of Java objects out. */
final class TestFacet implements AutoCloseable {
    static final long NOW = 1_700_000_000_123L;
    static final long FUEL = 30_000_000_000L;

    final FacetDatabase database;
    TestTank tank = new TestTank(FUEL);

    TestFacet(Path file) {
        this(file, DatabaseLimits.DEFAULT);
    }

    TestFacet(Path file, DatabaseLimits limits) {
        database = FacetDatabase.open(file, limits);
    }

    /** Begins an event with much fuel, always at the same time and with the same seed. */
    TestFacet begin() {
        return begin(FUEL);
    }

    TestFacet begin(long fuel) {
        tank = new TestTank(fuel);
        database.beginEvent(new EventInputs(NOW, new Random(42)), tank);
        return this;
    }

    Commit commit() {
        return database.commitEvent();
    }

    void rollback() {
        database.rollbackEvent();
    }

    /** Runs a text in an event of its own, which is committed. */
    List<List<@Nullable Object>> event(String sql, @Nullable Object... arguments) {
        begin();
        try {
            List<List<@Nullable Object>> rows = rows(sql, arguments);
            commit();
            return rows;
        } catch (RuntimeException e) {
            if (isInEvent()) {
                rollback();
            }
            throw e;
        }
    }

    private boolean isInEvent() {
        try {
            database.eventBroken();
            return true;
        } catch (IllegalStateException noEvent) {
            return false;
        }
    }

    SqlCursor exec(String sql, @Nullable Object... arguments) {
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        byte[] memory = new byte[text.length + 7];
        System.arraycopy(text, 0, memory, 7, text.length);
        byte[] values = encode(arguments);
        return database.exec(memory, 7, text.length, new ValuesReader(values, 0, values.length));
    }

    List<List<@Nullable Object>> rows(String sql, @Nullable Object... arguments) {
        try (SqlCursor cursor = exec(sql, arguments)) {
            return rows(cursor);
        }
    }

    /** The one value of a statement with one row of one column. */
    @Nullable Object value(String sql, @Nullable Object... arguments) {
        return rows(sql, arguments).getFirst().getFirst();
    }

    static List<List<@Nullable Object>> rows(SqlCursor cursor) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        int width = cursor.columnNames().size();
        for (int size = cursor.next(1 << 22); size > 0; size = cursor.next(1 << 22)) {
            List<@Nullable Object> values = decode(cursor.buffer(), size);
            for (int i = 0; i < values.size(); i += width) {
                rows.add(values.subList(i, i + width));
            }
        }
        return rows;
    }

    static List<String> columns(SqlCursor cursor) {
        var out = new ListWriter();
        cursor.columns(out);
        var reader = new ListReader(out.buffer(), 0, out.size());
        List<String> names = new ArrayList<>();
        while (reader.next()) {
            names.add(reader.text());
        }
        return names;
    }

    static byte[] encode(@Nullable Object... values) {
        var out = new ValuesWriter();
        for (Object value : values) {
            switch (value) {
                case null -> out.addNull();
                case Integer integer -> out.addInteger(integer);
                case Long integer -> out.addInteger(integer);
                case Double real -> out.addReal(real);
                case String text -> out.addText(text);
                case byte[] blob -> out.addBlob(blob);
                default -> throw new IllegalArgumentException(value.toString());
            }
        }
        return out.toByteArray();
    }

    /** Integers as Long, reals as Double, texts as String, BLOBs as {@code x'…'} in hexadecimal. */
    static List<@Nullable Object> decode(byte[] bytes, int size) {
        var reader = new ValuesReader(bytes, 0, size);
        List<@Nullable Object> values = new ArrayList<>();
        while (reader.next()) {
            values.add(
                    switch (reader.tag()) {
                        case ValueTag.TAG_INTEGER -> reader.integer();
                        case ValueTag.TAG_REAL -> reader.real();
                        case ValueTag.TAG_TEXT -> reader.text();
                        case ValueTag.TAG_BLOB -> hex(reader.blob());
                        default -> null;
                    });
        }
        return values;
    }

    static String hex(byte[] blob) {
        return "x'" + java.util.HexFormat.of().formatHex(blob) + "'";
    }

    @Override
    public void close() {
        database.close();
    }
}
