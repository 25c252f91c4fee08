package lapidary.host.storage;

import java.util.List;
import java.util.Set;
import lapidary.abi.Prices;
import lapidary.host.sql.Opcode;

/**
 * What the steps of a statement's program cost, as far as the program tells. All steps of a program
 * cost the same, because SQLite only says how many there were: that of its dearest loop. Immutable.
 *
 * @param opcodes how long the program is
 * @param stepPrice a step on a database that fits into the cache, in units
 * @param seeks how often a row or a key is looked for, or put in its place, on the way once through
 * @param seeksPerMille the same in its busiest loop, for each 1 000 opcodes of it
 */
record ProgramCost(int opcodes, long stepPrice, int seeks, int seeksPerMille) {
    static final ProgramCost PLAIN = new ProgramCost(0, Prices.SQL_STEP, 0, 0);

    static final ProgramCost ANALYZE =
            new ProgramCost(100, Prices.SQL_STEP * Prices.SQL_STEP_SORT_FACTOR, 0, 0);

    private static final Set<String> SEEKS =
            Set.of(
                    "SeekRowid", "NotExists", "SeekGE", "SeekGT", "SeekLE", "SeekLT", "SeekScan",
                    "SeekEnd", "Found", "NotFound", "NoConflict", "IfNoHope", "DeferredSeek",
                    "FinishSeek", "Insert", "IdxInsert", "Delete", "IdxDelete", "SorterInsert");

    private static final Set<String> VIRTUAL = Set.of("VFilter", "VNext", "VUpdate");

    /** Jumps back to their p2, and so end a loop. */
    private static final Set<String> LOOPS =
            Set.of("Next", "Prev", "SorterNext", "VNext", "Goto", "RowSetRead", "DecrJumpZero");

    /** Whose time grows with their arguments by several nanoseconds a byte. */
    private static final List<String> HEAVY =
            List.of("json", "hex(", "unhex(", "quote(", "upper(", "lower(", "->", "char(",
                    "concat", "sqlite_rename", "sqlite_drop", "highlight(", "snippet(", "bm25(");

    private static final int OPCODES_FREE = 200;
    private static final long OPCODE_PRICE = 500;
    private static final int PAGES_CACHED = 128;
    private static final int SEEKS_COUNTED = 50;
    private static final int PER_MILLE = 1_000;

    static ProgramCost of(List<Opcode> program) {
        long factor = 1;
        int seeks = 0;
        for (Opcode opcode : program) {
            seeks += weight(opcode);
            factor = Math.max(factor, factor(opcode));
        }
        return new ProgramCost(
                program.size(), factor * Prices.SQL_STEP, seeks, seeksPerMille(program));
    }

    /** Whether the operands of an opcode of that name are looked at here. */
    static boolean looksAtOperands(String name) {
        return LOOPS.contains(name);
    }

    private static int weight(Opcode opcode) {
        if (VIRTUAL.contains(opcode.name())) {
            return Prices.SQL_VIRTUAL_SEEKS;
        }
        return SEEKS.contains(opcode.name()) ? 1 : 0;
    }

    private static long factor(Opcode opcode) {
        if (HEAVY.stream().anyMatch(opcode.p4()::startsWith)) {
            return Prices.SQL_STEP_HEAVY_FACTOR;
        }
        return opcode.name().equals("SorterOpen") ? Prices.SQL_STEP_SORT_FACTOR : 1;
    }

    /** Of the loop in which they are densest; a trigger's program is one. */
    private static int seeksPerMille(List<Opcode> program) {
        int[] before = new int[program.size() + 1];
        int densest = 0;
        int base = 0;
        for (int i = 0; i < program.size(); i++) {
            Opcode opcode = program.get(i);
            before[i + 1] = before[i] + weight(opcode);
            if (opcode.name().equals("Init")) {
                base = i;
            }
            int start = base + opcode.p2();
            if (LOOPS.contains(opcode.name()) && start <= i) {
                densest = Math.max(densest, density(before, start, i + 1));
            }
            if (base > 0) {
                densest = Math.max(densest, density(before, base, i + 1));
            }
        }
        return densest;
    }

    private static int density(int[] before, int start, int end) {
        return (before[end] - before[start]) * PER_MILLE / (end - start);
    }

    /**
     * What a long program costs beyond the price of its text, cached or not: making and listing 1
     * 000 opcodes takes about 0.5 ms.
     */
    long programPrice() {
        return Math.max(0, opcodes - OPCODES_FREE) * OPCODE_PRICE;
    }

    /** The first steps, and what is looked for on the way once through. */
    long startPrice(long pages) {
        long first = Math.min(opcodes, StepMeter.FEW) * stepPrice;
        return first + Math.min(seeks, SEEKS_COUNTED) * seekPrice(pages);
    }

    /** Any further step, on a database of so many pages. */
    long price(long pages) {
        return stepPrice + seeksPerMille * seekPrice(pages) / PER_MILLE;
    }

    /** One level more, and one page less likely to be at hand, for every so many pages. */
    static long seekPrice(long pages) {
        int doublings = Long.SIZE - Long.numberOfLeadingZeros(pages / PAGES_CACHED);
        return Prices.SQL_SEEK + doublings * Prices.SQL_SEEK_DOUBLING;
    }
}
