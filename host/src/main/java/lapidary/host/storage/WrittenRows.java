package lapidary.host.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import lapidary.abi.Prices;
import lapidary.host.sql.Opcode;

/*
 * Only statements that ran wide are looked at. What they write is found from the registers that a
 * record is made of: rather too long than too short. Where an opcode is not known here, whatever
 * register its operands could name may hold a value as long as the statement's width.
 */
/** How long the values may be that a program writes, by table and position. Immutable. */
final class WrittenRows {
    /** Bytes of values, by root page and position. */
    record Lengths(Map<Integer, Map<Integer, Long>> byRoot) {
        void add(int root, int position, long bytes) {
            if (root <= SCHEMA_ROOT) {
                return; // What is long there comes last.
            }
            byRoot.computeIfAbsent(root, _ -> new TreeMap<>()).merge(position, bytes, Math::max);
        }
    }

    private static final int SCHEMA_ROOT = 1;
    private static final int PREFORMATTED = 0x80;

    /** In a longer program nobody looks which of the values is the long one. */
    private static final int OPCODES_MAX = 4_000;

    private static final int NUMBER_BYTES = 32;

    /** Functions whose results are short whatever they are given. */
    private static final List<String> SHORT_FUNCTIONS =
            List.of(
                    "length(",
                    "octet_length(",
                    "typeof(",
                    "abs(",
                    "round(",
                    "instr(",
                    "unicode(",
                    "sign(",
                    "count(",
                    "sum(",
                    "total(",
                    "avg(",
                    "random(",
                    "date(",
                    "time(",
                    "datetime(",
                    "julianday(",
                    "unixepoch(",
                    "changes(",
                    "total_changes(",
                    "last_insert_rowid(",
                    "like(",
                    "glob(",
                    "json_valid(",
                    "json_type(",
                    "json_array_length(");

    private final List<Opcode> program;
    private final int[] bases;
    private final OpenRoots roots;

    /** The opcodes that may put something into a register. */
    private final Map<Long, List<Integer>> writers = new HashMap<>();

    private final List<Integer> calls = new ArrayList<>();
    private final boolean changesVirtual;

    WrittenRows(List<Opcode> program) {
        this.program = program;
        this.bases = ProgramFlow.bases(program);
        this.roots = new OpenRoots(program, bases);
        boolean virtual = false;
        for (int i = 0; i < bases.length; i++) {
            Opcode opcode = program.get(i);
            for (int register : Registers.writtenBy(opcode)) {
                writers.computeIfAbsent(register(i, register), _ -> new ArrayList<>()).add(i);
            }
            if (opcode.name().equals("Program")) {
                calls.add(i);
            }
            virtual |= opcode.name().equals("VUpdate");
        }
        this.changesVirtual = virtual;
    }

    private long register(int i, int number) {
        return OpenRoots.cursor(bases[i], number);
    }

    /**
     * What it may write with these values bound, within that width.
     *
     * @param made the root page of what the statement itself makes
     */
    Lengths lengths(long[] values, Width width, LongRows rows, int made) {
        var lengths = new Lengths(new HashMap<>());
        for (int i = 0; i < bases.length; i++) {
            Opcode opcode = program.get(i);
            boolean inserts = opcode.name().equals("Insert") || opcode.name().equals("IdxInsert");
            for (int root : inserts ? roots.of(register(i, opcode.p1())) : Set.<Integer>of()) {
                int into = root == OpenRoots.MADE ? made : root;
                if ((opcode.p5() & PREFORMATTED) == 0 || opcode.name().equals("IdxInsert")) {
                    if (bases.length > OPCODES_MAX) {
                        lengths.add(into, 0, width.bytesMax);
                    } else {
                        new Inserted(values, width, rows, root, into, lengths)
                                .record(i, opcode.p2());
                    }
                }
            }
            if (opcode.name().equals("RowCell")) {
                copy(i, opcode, rows, made, lengths);
            }
        }
        if (changesVirtual) {
            rows.rootsBehindVirtualTables().forEach(root -> lengths.add(root, 0, width.bytesMax));
        }
        return lengths;
    }

    private void copy(int i, Opcode opcode, LongRows rows, int made, Lengths lengths) {
        for (int root : roots.of(register(i, opcode.p1()))) {
            for (int source : roots.of(register(i, opcode.p2()))) {
                rows.noted(source)
                        .forEach((position, bytes) ->
                                lengths.add(root == OpenRoots.MADE ? made : root, position, bytes));
            }
        }
    }

    /** A column of a row that a cursor is at. */
    private record Cell(long cursor, int position) {}

    /** What a register may hold: so many bytes, or one of the cells. */
    private static final class Content {
        final Set<Cell> cells = new HashSet<>();
        long bytes;
        boolean unknown;
    }

    /** Records for one table or index. */
    private final class Inserted {
        private final long[] values;
        private final Width width;
        private final LongRows rows;
        private final int root;
        private final int into;
        private final Lengths lengths;

        Inserted(long[] values, Width width, LongRows rows, int root, int into, Lengths lengths) {
            this.values = values;
            this.width = width;
            this.rows = rows;
            this.root = root;
            this.into = into;
            this.lengths = lengths;
        }

        void record(int i, int register) {
            for (int writer : writers.getOrDefault(register(i, register), List.of())) {
                Opcode opcode = program.get(writer);
                switch (opcode.name()) {
                    case "MakeRecord" -> columns(writer, opcode);
                    case "Null", "Integer" -> {}
                    case "Blob" -> lengths.add(into, 0, opcode.p1());
                    default -> lengths.add(into, 0, width.bytesMax);
                }
            }
        }

        /**
         * Where columns of the row that is replaced stay what they are, others may come together in
         * one row from several statements, so each counts alone. A record that is new as a whole
         * has no more of a row than that row has.
         */
        private void columns(int maker, Opcode opcode) {
            List<Content> contents = new ArrayList<>();
            for (int position = 0; position < opcode.p2(); position++) {
                contents.add(content(maker, opcode.p1() + position));
            }
            long kept = keptCursor(contents);
            boolean keeps = kept >= 0;
            Set<Long> counted = new HashSet<>();
            for (int position = 0; position < contents.size(); position++) {
                Content content = contents.get(position);
                long bytes = content.bytes;
                if (content.unknown && (keeps || counted.add(-1L))) {
                    bytes += width.bytesMax;
                }
                for (Cell cell : content.cells) {
                    if (cell.cursor == kept && cell.position == position) {
                        continue;
                    }
                    boolean again = !keeps && !counted.add(cell.cursor);
                    bytes += bytes(cell) + (again ? 0 : Prices.SQL_NARROW_BYTES);
                }
                lengths.add(into, position, Math.min(bytes, width.bytesMax));
            }
        }

        /** The cursor on the row that is written anew; -1 if there is none. */
        private long keptCursor(List<Content> contents) {
            for (int position = 0; position < contents.size(); position++) {
                for (Cell cell : contents.get(position).cells) {
                    if (cell.position == position && roots.of(cell.cursor).contains(root)) {
                        return cell.cursor;
                    }
                }
            }
            return -1;
        }

        /** More than a narrow row has. */
        private long bytes(Cell cell) {
            long most = 0;
            for (int source : roots.of(cell.cursor)) {
                most = Math.max(most, rows.noted(source).getOrDefault(cell.position, 0L));
            }
            return most;
        }

        private Content content(int i, int register) {
            var content = new Content();
            fill(content, i, register, new HashSet<>());
            return content;
        }

        private void fill(Content content, int i, int register, Set<Long> seen) {
            if (!seen.add(register(i, register))) {
                return;
            }
            for (int writer : writers.getOrDefault(register(i, register), List.of())) {
                fill(content, writer, program.get(writer), register, seen);
            }
        }

        private void fill(Content content, int i, Opcode opcode, int register, Set<Long> seen) {
            switch (opcode.name()) {
                case "Copy", "SCopy", "Move" ->
                        fill(content, i, opcode.p1() + register - opcode.p2(), seen);
                case "Param" -> {
                    for (int call : calls) {
                        fill(content, call, program.get(call).p1() + opcode.p1(), seen);
                    }
                }
                case "Variable" -> content.bytes += values[opcode.p1() - 1];
                case "String8", "String" -> content.bytes += opcode.p4().length();
                case "Blob" -> content.bytes += opcode.p1();
                case "Column" -> column(content, i, opcode);
                case "Function", "PureFunc", "AggFinal", "AggValue" ->
                        content.unknown |= !isShort(opcode.p4());
                default -> {
                    if (Registers.isNumber(opcode.name())) {
                        content.bytes += NUMBER_BYTES;
                    } else {
                        content.unknown = true;
                    }
                }
            }
        }

        private void column(Content content, int i, Opcode opcode) {
            long cursor = register(i, opcode.p1());
            boolean isOfTable = !roots.of(cursor).isEmpty();
            boolean hasDefault = !opcode.p4().isEmpty();
            if (isOfTable) {
                content.cells.add(new Cell(cursor, opcode.p2()));
            }
            content.unknown |= !isOfTable || hasDefault;
        }

        private static boolean isShort(String function) {
            return SHORT_FUNCTIONS.stream().anyMatch(function::startsWith);
        }
    }
}
