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
 * @param bytes what it takes for each byte of long values on the way once through, in hundredths of
 *     a unit
 * @param bytesPerMille the same in its busiest loop, for each 1 000 opcodes of it
 * @param changes what it changes in virtual tables on the way once through
 * @param changesPerMille the same in its busiest loop, for each 1 000 opcodes of it
 * @param kept how often it looks into a table of its own on the way once through
 * @param keptPerMille the same in its busiest loop, for each 1 000 opcodes of it
 * @param isHeavy whether it writes rows in a loop, or calls functions that look at each byte
 * @param isFullText whether these are full-text tables, or there are none
 */
record ProgramCost(
        int opcodes,
        long stepPrice,
        int seeks,
        int seeksPerMille,
        int bytes,
        int bytesPerMille,
        int changes,
        int changesPerMille,
        int kept,
        int keptPerMille,
        boolean isHeavy,
        boolean isFullText) {
    static final ProgramCost PLAIN = plain(0, 1);

    static final ProgramCost ANALYZE = plain(100, Prices.SQL_STEP_SORT_FACTOR);

    /** What a look costs, since there is one every few steps. */
    static final ProgramCost ALL_PAGES = plain(0, 4);

    /** Of what has no program to look at, and may touch long values at any step. */
    private static ProgramCost plain(int opcodes, long factor) {
        return new ProgramCost(
                opcodes, Prices.SQL_STEP * factor, 0, 0, 10, 2_000, 0, 0, 0, 0, false, false);
    }

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

    /** … among the keys of a table of the statement's own. */
    private static final Set<String> LOOKS_ASIDE = Set.of("Found", "NotFound", "IdxInsert");

    /** Put a key in its place, which is seldom where the one before was. */
    private static final Set<String> KEY_CHANGES = Set.of("IdxInsert", "IdxDelete");

    private static final Set<String> VIRTUAL = Set.of("VFilter", "VNext", "VUpdate");

    /** Jumps back to their p2, and so end a loop. */
    private static final Set<String> LOOPS =
            Set.of("Next", "Prev", "SorterNext", "VNext", "Goto", "RowSetRead", "DecrJumpZero");

    /** Whose time grows with their arguments by a nanosecond a byte. */
    private static final List<String> HEAVY =
            List.of(
                    "upper(",
                    "lower(",
                    "char(",
                    "concat",
                    "sqlite_rename",
                    "sqlite_drop",
                    "highlight(",
                    "snippet(",
                    "bm25(");

    /** … by several. */
    private static final List<String> HEAVIEST = List.of("json", "->", "hex(", "unhex(", "quote(");

    /** Where {@code Goto} goes back to when a program has made itself ready at its end. */
    private static final int FIRST = 1;

    private static final int OPCODES_FREE = 200;
    private static final long OPCODE_PRICE = 500;
    private static final int PAGES_CACHED = 128;

    /** What a virtual table runs inside counts its steps, too. */
    private static final int CHANGES_IN_LOOP = 6;

    private static final int SEEKS_COUNTED = 50;
    private static final long PER_MILLE = 1_000;

    static ProgramCost of(List<Opcode> program, boolean isFullText) {
        int[] seeks = weights(program, isFullText);
        int[] bytes = ByteWeights.of(program);
        int[] heavy =
                Arrays.stream(bytes).map(weight -> weight < ByteWeights.HEAVY ? 0 : 1).toArray();
        int[] kept = kept(program);
        int[] changes = program.stream().mapToInt(ProgramCost::changes).toArray();
        return new ProgramCost(
                program.size(),
                program.stream().mapToLong(ProgramCost::factor).max().orElse(1) * Prices.SQL_STEP,
                Arrays.stream(seeks).sum(),
                perMille(program, seeks),
                ByteWeights.once(program),
                perMille(program, bytes),
                Arrays.stream(changes).sum(),
                perMille(program, changes),
                Arrays.stream(kept).sum(),
                perMille(program, kept),
                perMille(program, heavy) > 0 || program.stream().anyMatch(ProgramCost::isHeaviest),
                isFullText);
    }

    /** Looks into what it has put aside. */
    private static int[] kept(List<Opcode> program) {
        int[] kept = new int[program.size()];
        Set<Integer> aside = new HashSet<>();
        for (int i = 0; i < kept.length; i++) {
            Opcode opcode = program.get(i);
            if (opcode.name().equals("Init")) {
                aside.clear();
            } else if (opcode.name().equals("OpenEphemeral")) {
                aside.add(opcode.p1());
            } else if (LOOKS_ASIDE.contains(opcode.name()) && aside.contains(opcode.p1())) {
                kept[i] = 1;
            }
        }
        return kept;
    }

    private static boolean isHeaviest(Opcode opcode) {
        return HEAVIEST.stream().anyMatch(opcode.p4()::startsWith);
    }

    /** How much each opcode looks up. */
    private static int[] weights(List<Opcode> program, boolean isFullText) {
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
                weights[i] = weight(name, appends, isFullText);
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

    private static int weight(String name, boolean appends, boolean isFullText) {
        if (VIRTUAL.contains(name)) {
            return isFullText ? Prices.SQL_FULL_TEXT_SEEKS : 1;
        }
        if (KEY_CHANGES.contains(name)) {
            return appends ? 0 : Prices.SQL_KEY_SEEKS;
        }
        return SEEKS.contains(name) ? 1 : 0;
    }

    private static int changes(Opcode opcode) {
        return opcode.name().equals("VUpdate") ? 1 : 0;
    }

    private static long factor(Opcode opcode) {
        if (isHeaviest(opcode)) {
            return Prices.SQL_STEP_JSON_FACTOR;
        }
        if (HEAVY.stream().anyMatch(opcode.p4()::startsWith)) {
            return Prices.SQL_STEP_HEAVY_FACTOR;
        }
        return opcode.name().equals("SorterOpen") ? Prices.SQL_STEP_SORT_FACTOR : 1;
    }

    /** Of the loop in which they are densest; a trigger's program is one. */
    private static int perMille(List<Opcode> program, int[] weights) {
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
        return (int) ((before[end] - before[start]) * PER_MILLE / (end - start));
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

    /** With which bound for values it begins. */
    Width narrowest() {
        return isHeavy ? Width.KIB_4 : Width.KIB_16;
    }

    /** The first steps, and what is looked for and touched on the way once through. */
    long startPrice(long pages, Width width, long valueBytes) {
        return firstSteps()
                + Math.min(seeks, SEEKS_COUNTED) * seekPrice(pages)
                + kept * Prices.SQL_SEEK
                + changes * changePrice()
                + (width == narrowest() ? 0 : bytes * valueBytes / ByteWeights.PER_UNIT);
    }

    /** Of long values that were not arguments, on the way once through. */
    long widePrice(Width width) {
        long words = isFullText ? changes * Prices.SQL_FULL_TEXT_BYTE : 0;
        return (bytes + words * ByteWeights.PER_UNIT) * touched(width) / ByteWeights.PER_UNIT;
    }

    /** Any further step, on a database of so many pages. */
    long price(long pages, Width width) {
        return stepPrice
                + seeksPerMille * seekPrice(pages) / PER_MILLE
                + keptPerMille * Prices.SQL_SEEK / PER_MILLE
                + changesPerMille * changePrice() / (PER_MILLE * CHANGES_IN_LOOP)
                + bytesPerMille * touched(width) / (ByteWeights.PER_UNIT * PER_MILLE);
    }

    /** As many bytes as are in the price of a step cost nothing more. */
    private long touched(Width width) {
        return width.compareTo(narrowest()) <= 0 ? 0 : width.bytesTouched();
    }

    private long changePrice() {
        return isFullText ? Prices.SQL_FULL_TEXT_CHANGE : Prices.SQL_VIRTUAL_CHANGE;
    }

    /** One level more, and one page less likely to be at hand, for every so many pages. */
    static long seekPrice(long pages) {
        int doublings = Long.SIZE - Long.numberOfLeadingZeros(pages / PAGES_CACHED);
        return Prices.SQL_SEEK + doublings * Prices.SQL_SEEK_DOUBLING;
    }
}
