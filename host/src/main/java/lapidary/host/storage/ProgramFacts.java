package lapidary.host.storage;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import lapidary.host.sql.Opcode;

/**
 * What a statement's program tells about it. Immutable.
 *
 * @param writes it needs a transaction
 * @param mayStopMidway a value that is too long may be met after something was changed already
 * @param counts it has a {@code count(*)} that is one step, however long the table
 * @param clearedRoots root pages of what it empties, each in one step
 * @param frees it may free pages of long values
 * @param checksPages it goes through all pages of the database
 * @param countedRoots root pages of what {@code ANALYZE} counts, each in one step
 * @param droppedRoots root pages of what it drops, each in one step
 * @param droppedVirtual names of virtual tables that it drops
 * @param virtual it reads or writes a virtual table
 * @param usesChance it calls {@code random()} or {@code randomblob()}
 * @param readsLastRowid it calls {@code last_insert_rowid()}
 * @param setsLastRowid what that answers may be another number afterwards
 * @param choosesRowids an insert may bring a rowid of the guest's choice
 * @param newRowidRoots root pages of the tables that it lets SQLite choose rowids for
 * @param steps what its steps cost
 */
record ProgramFacts(
        boolean writes,
        boolean mayStopMidway,
        boolean counts,
        Set<Integer> clearedRoots,
        boolean frees,
        boolean checksPages,
        Set<Integer> countedRoots,
        Set<Integer> droppedRoots,
        Set<String> droppedVirtual,
        boolean virtual,
        boolean usesChance,
        boolean readsLastRowid,
        boolean setsLastRowid,
        boolean choosesRowids,
        Set<Integer> newRowidRoots,
        ProgramCost steps) {
    /** A question that SQLite answers without a program worth looking at. */
    static final ProgramFacts PLAIN = of(List.of(), false);

    /** Goes through all pages of the database. */
    static final ProgramFacts ALL_PAGES =
            new ProgramFacts(
                    false,
                    true,
                    false,
                    Set.of(),
                    false,
                    true,
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    false,
                    false,
                    false,
                    false,
                    false,
                    Set.of(),
                    ProgramCost.ALL_PAGES);

    private static final Set<String> REPEATS =
            Set.of("Next", "Prev", "SorterNext", "VNext", "VUpdate", "Yield", "Program");

    private static final Set<String> VIRTUAL =
            Set.of("VOpen", "VUpdate", "VRename", "VDestroy", "VBegin");

    private static final Set<String> CHANGES =
            Set.of("Insert", "IdxInsert", "Delete", "IdxDelete", "CreateBtree", "Destroy", "Clear");

    private static final int SETS_LAST_ROWID = 0x20;
    private static final int REPLACES_ROW = 0x04;

    private static final int PAGES_AT_A_TIME = 2;

    ProgramFacts {
        clearedRoots = Set.copyOf(clearedRoots);
        droppedRoots = Set.copyOf(droppedRoots);
        countedRoots = Set.copyOf(countedRoots);
        droppedVirtual = Set.copyOf(droppedVirtual);
        newRowidRoots = Set.copyOf(newRowidRoots);
    }

    /** Of ANALYZE, which counts these tables and indexes. */
    static ProgramFacts analyzing(Set<Integer> countedRoots) {
        return new ProgramFacts(
                true,
                true,
                false,
                Set.of(),
                false,
                false,
                countedRoots,
                Set.of(),
                Set.of(),
                false,
                false,
                false,
                true,
                false,
                Set.of(),
                ProgramCost.ANALYZE);
    }

    static ProgramFacts of(List<Opcode> program, boolean isFullText) {
        return new ProgramFacts(
                any(program, op -> isNamed(op, "Transaction") && op.p2() != 0),
                mayStopMidway(program),
                any(program, op -> isNamed(op, "Count")),
                clearedRoots(program),
                any(program, ProgramFacts::frees),
                any(program, op -> isNamed(op, "IntegrityCk")),
                Set.of(),
                droppedRoots(program),
                droppedVirtual(program),
                any(program, op -> VIRTUAL.contains(op.name())),
                any(program, op -> op.p4().startsWith("random")),
                any(program, op -> op.p4().equals("last_insert_rowid(0)")),
                any(program, ProgramFacts::setsLastRowid),
                any(program, op -> isNamed(op, "MustBeInt")),
                newRowidRoots(program),
                ProgramCost.of(program, isFullText));
    }

    /**
     * How many steps may be paid at a time. SQLite calls after so many pages of a check, too, and
     * for each of these it follows up to eight long values, of 500 pages each.
     */
    int stepsAtATime() {
        return checksPages ? PAGES_AT_A_TIME : Width.KIB_16.stepsAtATime;
    }

    private static boolean any(List<Opcode> program, Predicate<Opcode> fact) {
        return program.stream().anyMatch(fact);
    }

    /** In a loop, in a virtual table, or because a row is made after another was changed. */
    private static boolean mayStopMidway(List<Opcode> program) {
        boolean changed = false;
        for (Opcode opcode : program) {
            if (REPEATS.contains(opcode.name()) || (changed && isNamed(opcode, "MakeRecord"))) {
                return true;
            }
            changed |= CHANGES.contains(opcode.name());
        }
        return false;
    }

    /** Empties a table in one step. */
    boolean clears() {
        return !clearedRoots.isEmpty();
    }

    private static Set<Integer> clearedRoots(List<Opcode> program) {
        Set<Integer> roots = new HashSet<>();
        for (Opcode opcode : program) {
            if (isNamed(opcode, "Clear")) {
                roots.add(opcode.p1());
            }
        }
        return roots;
    }

    private static boolean frees(Opcode opcode) {
        return isNamed(opcode, "Delete")
                || (isNamed(opcode, "Insert") && (opcode.p5() & REPLACES_ROW) != 0);
    }

    private static Set<Integer> droppedRoots(List<Opcode> program) {
        Set<Integer> roots = new HashSet<>();
        for (Opcode opcode : program) {
            if (isNamed(opcode, "Destroy")) {
                roots.add(opcode.p1());
            }
        }
        return roots;
    }

    private static Set<String> droppedVirtual(List<Opcode> program) {
        Set<String> names = new HashSet<>();
        for (Opcode opcode : program) {
            if (isNamed(opcode, "VDestroy")) {
                names.add(opcode.p4());
            }
        }
        return names;
    }

    /** Whether the operands of an opcode of that name are looked at here, and nowhere else. */
    static boolean looksAtOperands(String name) {
        return name.equals("VDestroy");
    }

    private static Set<Integer> newRowidRoots(List<Opcode> program) {
        Map<Integer, Integer> roots = new HashMap<>();
        Set<Integer> newRowidRoots = new HashSet<>();
        for (Opcode opcode : program) {
            if (isNamed(opcode, "OpenWrite")) {
                roots.put(opcode.p1(), opcode.p2());
            } else if (isNamed(opcode, "NewRowid") && roots.containsKey(opcode.p1())) {
                newRowidRoots.add(roots.get(opcode.p1()));
            }
        }
        return newRowidRoots;
    }

    private static boolean setsLastRowid(Opcode opcode) {
        return isNamed(opcode, "VUpdate")
                || (isNamed(opcode, "Insert") && (opcode.p5() & SETS_LAST_ROWID) != 0);
    }

    private static boolean isNamed(Opcode opcode, String name) {
        return opcode.name().equals(name);
    }
}
