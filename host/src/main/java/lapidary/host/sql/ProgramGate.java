package lapidary.host.sql;

import static java.util.Collections.disjoint;

import java.util.List;
import java.util.Set;
import lapidary.host.error.Refusal;

/**
 * The second line of defence: looks at the program that SQLite made of a statement, views and
 * triggers included. Whatever way a statement got past its text, its program cannot open a page
 * that is not for guests, call a function that is not on the list, or leave the database.
 */
public final class ProgramGate {
    private static final int MAIN = 0;
    private static final int TEMP = 1;
    private static final int SCHEMA_ROOT = 1;
    private static final int JOURNAL_MODE_QUERY = -1;

    /** On an opcode that opens a table: p2 is the register with the page, of a table just made. */
    private static final int PAGE_IN_REGISTER = 0x10;

    private static final Set<String> CALLS =
            Set.of(
                    "Function",
                    "PureFunc",
                    "AggStep",
                    "AggStep1",
                    "AggInverse",
                    "AggFinal",
                    "AggValue");

    private static final Set<String> NEVER =
            Set.of(
                    "Vacuum",
                    "JournalMode",
                    "Checkpoint",
                    "IncrVacuum",
                    "AutoCommit",
                    "Savepoint",
                    "MaxPgcnt");

    private static final Set<String> SCHEMA_ONLY =
            Set.of(
                    "SetCookie",
                    "ParseSchema",
                    "Destroy",
                    "DropTable",
                    "DropIndex",
                    "DropTrigger",
                    "VCreate",
                    "VDestroy",
                    "VRename",
                    "CreateBtree",
                    "LoadAnalysis");

    /** What SQLite calls by itself in ALTER and ANALYZE. */
    private static final Set<String> INTERNAL_FUNCTIONS =
            SqlKeywords.words(
                    """
                    sqlite_rename_column sqlite_rename_table sqlite_rename_test
                    sqlite_rename_quotefix sqlite_drop_column sqlite_fail sqlite_add_constraint
                    sqlite_drop_constraint sqlite_find_constraint
                    stat_init stat_push stat_get
                    """);

    /** What these open, clear or write is in their operands. */
    private static final Set<String> OPERANDS_MATTER =
            Set.of(
                    "JournalMode",
                    "OpenRead",
                    "OpenWrite",
                    "ReopenIdx",
                    "Clear",
                    "Destroy",
                    "Transaction",
                    "NewRowid",
                    "Insert");

    private final StatementKind kind;
    private final ProtectedPages pages;

    private ProgramGate(StatementKind kind, ProtectedPages pages) {
        this.kind = kind;
        this.pages = pages;
    }

    /**
     * Passes a statement's program.
     *
     * @throws Refusal {@code DENIED} with the reason
     */
    public static void check(
            ApprovedStatement statement, List<Opcode> program, ProtectedPages pages) {
        var gate = new ProgramGate(statement.kind(), pages);
        program.forEach(gate::check);
        gate.checkNames(statement.names());
    }

    /**
     * Whether the operands of an opcode of that name are looked at; of others they may be left out.
     */
    public static boolean looksAtOperands(StatementKind kind, String name) {
        return kind == StatementKind.EXPLAIN
                || OPERANDS_MATTER.contains(name)
                || CALLS.contains(name);
    }

    /** A trigger or an index on a table opens none of its pages until it is used. */
    private void checkNames(Set<String> names) {
        if (kind == StatementKind.SCHEMA && !disjoint(names, pages.readOnlyNames())) {
            throw readOnly();
        }
    }

    private static Refusal readOnly() {
        return Denied.because("the tables behind a virtual table are read only");
    }

    private void check(Opcode opcode) {
        String name = opcode.name();
        if (NEVER.contains(name) && !asksForJournalMode(opcode)) {
            throw Denied.because("the statement would leave its transaction: " + name);
        }
        if (SCHEMA_ONLY.contains(name) && !changesSchema()) {
            throw Denied.because("the statement would change the schema: " + name);
        }
        if (CALLS.contains(name)) {
            checkFunction(opcode.function());
        }
        if (kind == StatementKind.EXPLAIN && opcode.p4().startsWith("vtab:")) {
            throw Denied.because("EXPLAIN of a virtual table would show addresses");
        }
        switch (name) {
            case "OpenRead", "OpenWrite", "ReopenIdx" -> checkOpen(opcode);
            case "Clear", "Destroy" -> checkWrite(opcode.p1());
            default -> {}
        }
    }

    /**
     * {@code CREATE … IF NOT EXISTS} of what exists: SQLite puts a mere question for the journal
     * mode there, so that the statement does not count as one that only reads.
     */
    private static boolean asksForJournalMode(Opcode opcode) {
        return opcode.name().equals("JournalMode") && opcode.p3() == JOURNAL_MODE_QUERY;
    }

    private boolean changesSchema() {
        return switch (kind) {
            case SCHEMA, ANALYZE, EXPLAIN -> true;
            case READ, WRITE, PRAGMA, SETTING, PLAN -> false;
        };
    }

    private void checkFunction(String function) {
        boolean internal = changesSchema() && INTERNAL_FUNCTIONS.contains(function);
        if (!internal && !MarkCalls.isOfHost(function) && !SqlFunctions.isAllowed(function)) {
            throw SqlFunctions.denied(function);
        }
    }

    private void checkOpen(Opcode opcode) {
        if (opcode.p3() != MAIN) {
            refuseTemporary(opcode);
            return;
        }
        if ((opcode.p5() & PAGE_IN_REGISTER) != 0) {
            return;
        }
        if (opcode.name().equals("OpenWrite")) {
            checkWrite(opcode.p2());
        } else if (kind != StatementKind.ANALYZE) {
            refuseHidden(opcode.p2());
        }
    }

    /** {@code ALTER} looks for what it renames in the schema of temporary tables, too. */
    private void refuseTemporary(Opcode opcode) {
        boolean schema = opcode.p3() == TEMP && opcode.p2() == SCHEMA_ROOT;
        if (!schema || kind != StatementKind.SCHEMA) {
            throw Denied.because("temporary tables are not for guests");
        }
    }

    private void checkWrite(int root) {
        refuseHidden(root);
        if (pages.readOnly().contains(root)) {
            throw readOnly();
        }
        if (pages.statistics().contains(root) && !changesSchema()) {
            throw Denied.because("the statistics are read only");
        }
        if (root == SCHEMA_ROOT && !changesSchema()) {
            throw Denied.because("the schema is changed by CREATE, ALTER and DROP only");
        }
    }

    private void refuseHidden(int root) {
        if (pages.hidden().contains(root)) {
            throw Denied.because("the statement would reach a table of the host's");
        }
    }
}
