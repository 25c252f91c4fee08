package lapidary.host.storage;

import java.util.Arrays;
import java.util.HashSet;
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

    /** What a look costs, since there is one every few steps. */
    static final ProgramCost ALL_PAGES = new ProgramCost(0, Prices.SQL_STEP * 4, 0, 0);

    /** Rows that are put aside cost nothing to find: they are few, or come in their order. */
    private static final Set<String> KEEPS_ROWS =
            Set.of("SorterOpen", "OpenEphemeral", "OpenAutoindex");

    /** Look a row up, or put it in its place. */
    private static final Set<String> SEEKS =
            Set.of(
                    "SeekRowid",
                    "NotExists",
                    "SeekGE",
                    "SeekGT",
                    "SeekLE",
                    "SeekLT",
                    "SeekScan",
                    "Found",
                    "NotFound",
                    "NoConflict",
                    "IfNoHope",
                    "DeferredSeek",
                    "FinishSeek",
                    "Insert",
                    "Delete");

    /** Put a key in its place, which is seldom where the one before was. */
    private static final Set<String> KEY_CHANGES = Set.of("IdxInsert", "IdxDelete");

    private static final Set<String> VIRTUAL = Set.of("VFilter", "VNext", "VUpdate");

    /** Jumps back to their p2, and so end a loop. */
    private static final Set<String> LOOPS =
            Set.of("Next", "Prev", "SorterNext", "VNext", "Goto", "RowSetRead", "DecrJumpZero");

    /** Whose time grows with their arguments by several nanoseconds a byte. */
    private static final List<String> HEAVY =
            List.of(
                    "json",
                    "hex(",
                    "unhex(",
                    "quote(",
                    "upper(",
                    "lower(",
                    "->",
                    "char(",
                    "concat",
                    "sqlite_rename",
                    "sqlite_drop",
                    "highlight(",
                    "snippet(",
                    "bm25(");

    /** Where {@code Goto} goes back to when a program has made itself ready at its end. */
    private static final int FIRST = 1;

    private static final int OPCODES_FREE = 200;
    private static final long OPCODE_PRICE = 500;
    private static final int PAGES_CACHED = 128;
    private static final int SEEKS_COUNTED = 50;
    private static final int PER_MILLE = 1_000;

    static ProgramCost of(List<Opcode> program) {
        int[] weights = weights(program);
        return new ProgramCost(
                program.size(),
                program.stream().mapToLong(ProgramCost::factor).max().orElse(1) * Prices.SQL_STEP,
                Arrays.stream(weights).sum(),
                seeksPerMille(program, weights));
    }

    /** How much each opcode looks up. */
    private static int[] weights(List<Opcode> program) {
        int[] weights = new int[program.size()];
        Set<Integer> aside = new HashSet<>();
        boolean appends = false;
        for (int i = 0; i < weights.length; i++) {
            Opcode opcode = program.get(i);
            String name = opcode.name();
            if (name.equals("Init")) {
                aside.clear();
            } else if (KEEPS_ROWS.contains(name)) {
                aside.add(opcode.p1());
            } else if (name.equals("SeekEnd")) {
                appends = true;
            } else if (!aside.contains(opcode.p1())) {
                weights[i] = weight(name, appends);
            }
        }
        return weights;
    }

    /** Whether the operands of an opcode of that name are looked at here. */
    static boolean looksAtOperands(String name) {
        return LOOPS.contains(name)
                || SEEKS.contains(name)
                || KEY_CHANGES.contains(name)
                || KEEPS_ROWS.contains(name);
    }

    private static int weight(String name, boolean appends) {
        if (VIRTUAL.contains(name)) {
            return Prices.SQL_VIRTUAL_SEEKS;
        }
        if (KEY_CHANGES.contains(name)) {
            return appends ? 0 : Prices.SQL_KEY_SEEKS;
        }
        return SEEKS.contains(name) ? 1 : 0;
    }

    private static long factor(Opcode opcode) {
        if (HEAVY.stream().anyMatch(opcode.p4()::startsWith)) {
            return Prices.SQL_STEP_HEAVY_FACTOR;
        }
        return opcode.name().equals("SorterOpen") ? Prices.SQL_STEP_SORT_FACTOR : 1;
    }

    /** Of the loop in which they are densest; a trigger's program is one. */
    private static int seeksPerMille(List<Opcode> program, int[] weights) {
        int[] before = new int[program.size() + 1];
        int densest = 0;
        int base = 0;
        for (int i = 0; i < program.size(); i++) {
            Opcode opcode = program.get(i);
            before[i + 1] = before[i] + weights[i];
            if (opcode.name().equals("Init")) {
                base = i;
            }
            int start = base + opcode.p2();
            boolean begins = opcode.p2() == FIRST;
            if (LOOPS.contains(opcode.name()) && start <= i && !begins) {
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

    /** As many as the step meter does not charge. */
    long firstSteps() {
        return firstStepCount() * stepPrice;
    }

    /** Steps that are paid before they are made. */
    long firstStepCount() {
        return Math.min(opcodes, StepMeter.FEW);
    }

    /** The first steps, and what is looked for on the way once through. */
    long startPrice(long pages) {
        return firstSteps() + Math.min(seeks, SEEKS_COUNTED) * seekPrice(pages);
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
