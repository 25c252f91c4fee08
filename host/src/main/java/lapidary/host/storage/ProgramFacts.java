package lapidary.host.storage;

import java.util.List;
import java.util.Set;
import lapidary.abi.Prices;
import lapidary.host.sql.Opcode;

/**
 * What a prepared statement's program tells about it: whether it writes, and what its steps cost
 * beyond the usual. Immutable.
 */
record ProgramFacts(boolean writes, boolean visitsAllPages, boolean sorts, boolean countsChanges) {
    /** A statement whose program was not looked at, because SQLite has none worth it. */
    static final ProgramFacts PLAIN = new ProgramFacts(false, false, false, false);

    static final ProgramFacts PLAIN_ALL_PAGES = new ProgramFacts(false, true, false, false);

    static final ProgramFacts ANALYZE = new ProgramFacts(true, true, true, false);

    /** One step each, however many pages the table has. */
    private static final Set<String> ALL_PAGES =
            Set.of("Clear", "Count", "Destroy", "IntegrityCk", "ParseSchema", "SorterOpen");

    private static final Set<String> COUNTERS =
            Set.of("changes(0)", "total_changes(0)", "last_insert_rowid(0)");

    /** Sorting takes n log n comparisons that no step shows. */
    private static final int SORTING_FACTOR = 4;

    static ProgramFacts of(List<Opcode> program) {
        boolean writes = false;
        boolean allPages = false;
        boolean sorts = false;
        boolean counters = false;
        for (Opcode opcode : program) {
            writes |= opcode.name().equals("Transaction") && opcode.p2() != 0;
            allPages |= ALL_PAGES.contains(opcode.name());
            sorts |= opcode.name().equals("SorterOpen");
            counters |= COUNTERS.contains(opcode.p4());
        }
        return new ProgramFacts(writes, allPages, sorts, counters);
    }

    long stepPrice() {
        return sorts ? SORTING_FACTOR * Prices.SQL_STEP : Prices.SQL_STEP;
    }
}
