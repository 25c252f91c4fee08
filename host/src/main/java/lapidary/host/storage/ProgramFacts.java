package lapidary.host.storage;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lapidary.abi.Prices;
import lapidary.host.sql.Opcode;

/**
 * What a statement's program tells about it. Immutable.
 *
 * @param writes it needs a transaction
 * @param visitsAllPages it has a step that goes through a whole table or index
 * @param sorts it sorts, which is n log n comparisons that no step shows
 * @param readsLastRowid it calls {@code last_insert_rowid()}
 * @param setsLastRowid what that answers may be another number afterwards
 * @param choosesRowids an insert may bring a rowid of the guest's choice
 * @param newRowidRoots root pages of the tables that it lets SQLite choose rowids for
 * @param opcodes how long its program is
 */
record ProgramFacts(
        boolean writes,
        boolean visitsAllPages,
        boolean sorts,
        boolean readsLastRowid,
        boolean setsLastRowid,
        boolean choosesRowids,
        Set<Integer> newRowidRoots,
        int opcodes) {
    /** A question that SQLite answers without a program worth looking at. */
    static final ProgramFacts PLAIN = of(List.of());

    /** A pragma that may go through all pages. */
    static final ProgramFacts PLAIN_ALL_PAGES =
            new ProgramFacts(false, true, false, false, false, false, Set.of(), 0);

    static final ProgramFacts ANALYZE =
            new ProgramFacts(true, true, true, false, true, false, Set.of(), 0);

    /** One step each, however many pages the table has. */
    private static final Set<String> ALL_PAGES =
            Set.of("Clear", "Count", "Destroy", "IntegrityCk", "ParseSchema", "SorterOpen");

    private static final int SETS_LAST_ROWID = 0x20;
    private static final int SORTING_FACTOR = 4;
    private static final int OPCODES_FREE = 200;
    private static final long OPCODE_PRICE = 500;

    ProgramFacts {
        newRowidRoots = Set.copyOf(newRowidRoots);
    }

    static ProgramFacts of(List<Opcode> program) {
        Map<Integer, Integer> roots = new HashMap<>();
        Set<Integer> newRowidRoots = new HashSet<>();
        for (Opcode opcode : program) {
            if (opcode.name().equals("OpenWrite")) {
                roots.put(opcode.p1(), opcode.p2());
            } else if (opcode.name().equals("NewRowid") && roots.containsKey(opcode.p1())) {
                newRowidRoots.add(roots.get(opcode.p1()));
            }
        }
        return new ProgramFacts(
                program.stream().anyMatch(op -> isNamed(op, "Transaction") && op.p2() != 0),
                program.stream().anyMatch(op -> ALL_PAGES.contains(op.name())),
                program.stream().anyMatch(op -> isNamed(op, "SorterOpen")),
                program.stream().anyMatch(op -> op.p4().equals("last_insert_rowid(0)")),
                program.stream().anyMatch(ProgramFacts::setsLastRowid),
                program.stream().anyMatch(op -> isNamed(op, "MustBeInt")),
                newRowidRoots,
                program.size());
    }

    private static boolean setsLastRowid(Opcode opcode) {
        return isNamed(opcode, "VUpdate")
                || (isNamed(opcode, "Insert") && (opcode.p5() & SETS_LAST_ROWID) != 0);
    }

    private static boolean isNamed(Opcode opcode, String name) {
        return opcode.name().equals(name);
    }

    /**
     * What a long program costs beyond the price of its text, cached or not: making and listing 1
     * 000 opcodes takes about 0.5 ms.
     */
    long programPrice() {
        return Math.max(0, opcodes - OPCODES_FREE) * OPCODE_PRICE;
    }

    long stepPrice() {
        return sorts ? SORTING_FACTOR * Prices.SQL_STEP : Prices.SQL_STEP;
    }
}
