package lapidary.host.storage;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import lapidary.host.sql.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * What a statement's program does with long rows, found out when that first matters: where there
 * are none, nobody looks. Confined to whoever has the turn.
 */
final class RowUse {
    private final Supplier<List<Opcode>> program;
    private @Nullable FollowedRows followed;
    private @Nullable WrittenRows written;

    /** What was noted last was made of these, so there is nothing new to note. */
    private long[] lastValues = {};

    private @Nullable Width lastWidth;
    private long lastVersion = -1;

    /** Of a program that is listed when it is wanted. */
    RowUse(Supplier<List<Opcode>> program) {
        this.program = program;
    }

    FollowedPages followed(LongRows rows, long pages) {
        if (followed == null) {
            followed = new FollowedRows(program.get());
        }
        return followed.in(rows, pages);
    }

    /** Looks at what it writes: once the schema has changed its program cannot be listed. */
    WrittenRows look() {
        if (written == null) {
            written = new WrittenRows(program.get());
        }
        return written;
    }

    /**
     * The statement is about to write, or has written, within that width.
     *
     * @param valueBytes of the values that are bound, each
     * @param made the root page of what the statement itself makes
     */
    void note(LongRows rows, Counters counters, long[] valueBytes, Width width, int made) {
        long[] values = Arrays.stream(valueBytes).map(LongRows::classOf).toArray();
        boolean same =
                width == lastWidth
                        && rows.version() == lastVersion
                        && Arrays.equals(values, lastValues);
        if (same) {
            return;
        }
        rows.note(look().lengths(values, width, rows, made), counters);
        lastValues = values;
        lastWidth = width;
        lastVersion = rows.version();
    }
}
