package lapidary.host.storage;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lapidary.host.sql.Opcode;

/**
 * What the opcodes of a program take for each byte of a long value that they touch, in hundredths
 * of a unit. Stateless.
 *
 * <p>All columns of a row together are no longer than a value may be, so the first that is read of
 * a cursor stands for all. SQLite keeps what it made of a text of JSON, so the first function that
 * reads one stands for most of the others.
 */
final class ByteWeights {
    static final int PER_UNIT = 100;

    /** In a loop, what weighs so much or more makes a program a heavy one. */
    static final int HEAVY = 50;

    private static final int COPIED = 25;
    private static final int COMPARED = 10;
    private static final int STORED = 120;
    private static final int AGAIN = 2;
    private static final int WRITTEN_OUT = 110;
    private static final int JSON_READ = 120;
    private static final int JSON_READ_AGAIN = 30;
    private static final int JSON_CHANGED = 350;

    private static final Map<String, Integer> WEIGHTS =
            Map.ofEntries(
                    Map.entry("Eq", COMPARED),
                    Map.entry("Ne", COMPARED),
                    Map.entry("Lt", COMPARED),
                    Map.entry("Le", COMPARED),
                    Map.entry("Gt", COMPARED),
                    Map.entry("Ge", COMPARED),
                    Map.entry("Compare", COMPARED),
                    Map.entry("Copy", COPIED),
                    Map.entry("Concat", 2 * COPIED),
                    Map.entry("Cast", COPIED),
                    Map.entry("MakeRecord", COPIED),
                    Map.entry("RowData", COPIED),
                    Map.entry("SorterData", COPIED),
                    Map.entry("VColumn", COPIED),
                    Map.entry("SorterInsert", STORED),
                    Map.entry("Insert", STORED),
                    Map.entry("IdxInsert", STORED),
                    Map.entry("IdxDelete", COPIED),
                    Map.entry("Delete", COPIED),
                    Map.entry("VUpdate", STORED));

    private static final Set<String> CALLS =
            Set.of("Function", "PureFunc", "AggStep", "AggStep1", "AggInverse");

    /** Whose time grows with each byte by several nanoseconds. */
    private static final List<String> WRITE_OUT =
            List.of("hex(", "unhex(", "quote(", "upper(", "lower(", "char(", "concat");

    private static final List<String> JSON_READERS =
            List.of(
                    "json_extract(",
                    "jsonb_extract(",
                    "->",
                    "json_valid(",
                    "json_type(",
                    "json_array_length(",
                    "json_error_position(");

    /** What a call takes, to what is said above: in a loop there are steps beside it. */
    private static final int CALL_ALONE = 3;

    private ByteWeights() {}

    /** Of all opcodes, each once. */
    static int once(List<Opcode> program) {
        int[] weights = of(program);
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            boolean calls = CALLS.contains(program.get(i).name());
            sum += calls ? weights[i] * CALL_ALONE : weights[i];
        }
        return sum;
    }

    static int[] of(List<Opcode> program) {
        int[] weights = new int[program.size()];
        Set<Integer> cursors = new HashSet<>();
        boolean readsJson = false;
        for (int i = 0; i < weights.length; i++) {
            Opcode opcode = program.get(i);
            if (opcode.name().equals("Column")) {
                weights[i] = cursors.add(opcode.p1()) ? COPIED : AGAIN;
            } else if (CALLS.contains(opcode.name())) {
                boolean reads = isAny(opcode, JSON_READERS);
                weights[i] = reads && readsJson ? JSON_READ_AGAIN : call(opcode, reads);
                readsJson |= reads;
            } else {
                weights[i] = WEIGHTS.getOrDefault(opcode.name(), 0);
            }
        }
        return weights;
    }

    private static int call(Opcode opcode, boolean readsJson) {
        if (readsJson) {
            return JSON_READ;
        }
        if (opcode.p4().startsWith("json")) {
            return JSON_CHANGED;
        }
        return isAny(opcode, WRITE_OUT) ? WRITTEN_OUT : COMPARED;
    }

    private static boolean isAny(Opcode opcode, List<String> functions) {
        return functions.stream().anyMatch(opcode.p4()::startsWith);
    }
}
