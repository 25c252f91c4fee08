package lapidary.host.storage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lapidary.abi.Limits;
import lapidary.host.sql.Opcode;

/**
 * What a statement can hold of the host's memory, as its program tells. Immutable.
 *
 * @param opcodes how long it is
 * @param values how many long values it can hold at once, in its registers, functions and the rows
 *     of its cursors: each is at most as long as SQLite's limit for values is while it runs
 * @param structures sorters and tables of its own: some 2 MiB of memory each, the rest in a file
 * @param sortedColumns by how many it sorts at most
 * @param sorts it, or a virtual table's own statement, may sort
 * @param gathers it has an opcode that gathers in memory without regard to that limit
 * @param gathersText what it gathers is the text of a value
 * @param pends it changes virtual tables, which keep what is pending in memory until the commit
 */
record ProgramMemory(
        int opcodes,
        int values,
        int structures,
        int sortedColumns,
        boolean sorts,
        boolean gathers,
        boolean gathersText,
        boolean pends) {
    /** A statement without a program worth looking at. */
    static final ProgramMemory SMALL = new ProgramMemory(0, 1, 0, 0, false, false, false, false);

    /** Each leaves a value of its own in a register or in its function. */
    private static final Set<String> VALUES =
            Set.of(
                    "Function",
                    "PureFunc",
                    "AggStep",
                    "AggStep1",
                    "AggInverse",
                    "AggFinal",
                    "AggValue",
                    "Concat",
                    "MakeRecord",
                    "RowData",
                    "SorterData",
                    "VColumn");

    private static final Set<String> STRUCTURES =
            Set.of("SorterOpen", "OpenEphemeral", "OpenAutoindex");

    /** A cursor of a virtual table: the JSON that it reads, parsed, and the value that it is at. */
    private static final int VIRTUAL_VALUES = 4;

    /** A JSON function may write each of its arguments out at six times its length. */
    private static final int JSON_FACTOR = 6;

    /** How often a trigger, or a foreign key's action, may be inside itself. */
    private static final int RECURSION = Limits.SQL_TRIGGER_DEPTH_MAX;

    /** Whether the operands of an opcode of that name are looked at here. */
    static boolean looksAtOperands(String name) {
        return switch (name) {
            case "Column", "Copy", "Program" -> true;
            default -> VALUES.contains(name);
        };
    }

    static ProgramMemory of(List<Opcode> program) {
        Set<Integer> cursors = new HashSet<>();
        Set<Long> columns = new HashSet<>();
        int values = 0;
        int json = 0;
        int structures = 0;
        int sortedColumns = 0;
        boolean sorts = false;
        boolean gathers = false;
        boolean gathersText = false;
        boolean pends = false;
        boolean recurs = false;
        for (Opcode opcode : program) {
            String name = opcode.name();
            if (name.equals("Column")) {
                // A row is no longer than a value may be; reading a column twice makes a copy.
                values += cursors.add(opcode.p1()) ? 1 : 0;
                values += columns.add((long) opcode.p1() << 32 | opcode.p2()) ? 0 : 1;
            } else if (VALUES.contains(name)) {
                values++;
                json = Math.max(json, jsonValues(opcode));
                gathersText |= opcode.p4().startsWith("json") && opcode.p4().contains("_group_");
            } else if (name.equals("Copy")) {
                values += 1 + opcode.p3();
            } else if (name.equals("VOpen")) {
                values += VIRTUAL_VALUES;
                sorts = true;
            } else if (name.equals("Program")) {
                recurs |= opcode.p5() == 0;
            } else if (STRUCTURES.contains(name)) {
                structures++;
                if (name.equals("SorterOpen")) {
                    sorts = true;
                    sortedColumns = Math.max(sortedColumns, keyColumns(opcode.p4()));
                }
            } else if (name.equals("RowSetAdd")) {
                gathers = true;
            } else if (name.equals("VUpdate")) {
                pends = true;
            }
        }
        int times = recurs ? RECURSION : 1;
        return new ProgramMemory(
                program.size(),
                Math.max(1, (values + json) * times),
                structures * times,
                sortedColumns,
                sorts,
                gathers || gathersText,
                gathersText && !gathers,
                pends);
    }

    /** Of a key that is listed as {@code k(2,B,-B)}. */
    private static int keyColumns(String key) {
        return key.matches("k\\(\\d{1,4}[,)].*")
                ? Integer.parseInt(key.replaceAll("^k\\(|[,)].*$", ""))
                : 0;
    }

    /** For {@code json_object(4)}: while it runs. */
    private static int jsonValues(Opcode opcode) {
        String function = opcode.p4();
        int parenthesis = function.lastIndexOf('(');
        if (!function.startsWith("json") || parenthesis < 0) {
            return 0;
        }
        String count = function.substring(parenthesis + 1, function.length() - 1);
        return count.matches("\\d{1,3}") ? JSON_FACTOR * Integer.parseInt(count) : JSON_FACTOR;
    }

    boolean usesFiles() {
        return structures > 0;
    }
}
