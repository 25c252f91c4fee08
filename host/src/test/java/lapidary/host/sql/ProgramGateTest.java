package lapidary.host.sql;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import org.junit.jupiter.api.Test;

/** The second line alone: whatever a text said, its program is held to the same rules. */
final class ProgramGateTest {
    private static final ProtectedPages PAGES =
            new ProtectedPages(Set.of(2), Set.of(9), Set.of(7), Set.of("f_data"));

    @Test
    void a_hidden_page_is_neither_read_nor_written() {
        assertDenied(StatementKind.READ, new Opcode("OpenRead", 0, 2, 0, "3", 0));
        assertDenied(StatementKind.READ, new Opcode("ReopenIdx", 0, 2, 0, "k(1,)", 0));
        assertDenied(StatementKind.WRITE, new Opcode("OpenWrite", 0, 2, 0, "3", 0));
        assertDenied(StatementKind.WRITE, new Opcode("Clear", 2, 0, 0, "", 0));
        assertDenied(StatementKind.SCHEMA, new Opcode("Destroy", 2, 0, 0, "", 0));
        assertPasses(StatementKind.READ, new Opcode("OpenRead", 0, 3, 0, "3", 0));
    }

    @Test
    void a_register_that_holds_the_page_of_a_new_table_is_no_page() {
        assertPasses(StatementKind.SCHEMA, new Opcode("OpenWrite", 0, 2, 0, "3", 0x10));
    }

    @Test
    void a_read_only_page_is_read_but_not_written() {
        assertPasses(StatementKind.READ, new Opcode("OpenRead", 0, 9, 0, "3", 0));
        assertDenied(StatementKind.WRITE, new Opcode("OpenWrite", 0, 9, 0, "3", 0));
        assertDenied(StatementKind.SCHEMA, new Opcode("Destroy", 9, 0, 0, "", 0));
    }

    @Test
    void statistics_are_written_with_the_schema_only() {
        var open = new Opcode("OpenWrite", 0, 7, 0, "3", 0);
        assertDenied(StatementKind.WRITE, open);
        assertPasses(StatementKind.SCHEMA, open);
    }

    @Test
    void the_schema_is_changed_by_statements_for_that_only() {
        var open = new Opcode("OpenWrite", 0, 1, 0, "5", 0);
        assertDenied(StatementKind.WRITE, open);
        assertPasses(StatementKind.SCHEMA, open);
        assertDenied(StatementKind.READ, new Opcode("SetCookie", 0, 1, 9, "", 0));
        assertDenied(StatementKind.WRITE, new Opcode("ParseSchema", 0, 0, 0, "", 0));
    }

    @Test
    void no_program_leaves_its_database_or_its_transaction() {
        for (String name : List.of("Vacuum", "JournalMode", "Checkpoint", "AutoCommit")) {
            assertDenied(StatementKind.SCHEMA, new Opcode(name, 0, 0, 0, "", 0));
        }
        assertDenied(StatementKind.READ, new Opcode("OpenRead", 0, 3, 1, "3", 0));
    }

    @Test
    void the_schema_of_temporary_tables_is_opened_by_changes_of_the_schema_only() {
        var schema = new Opcode("OpenWrite", 0, 1, 1, "5", 0);
        assertPasses(StatementKind.SCHEMA, schema);
        assertDenied(StatementKind.WRITE, schema);
        assertDenied(StatementKind.READ, new Opcode("OpenRead", 0, 1, 1, "5", 0));
        assertDenied(StatementKind.SCHEMA, new Opcode("OpenWrite", 0, 2, 1, "5", 0));
        assertDenied(StatementKind.SCHEMA, new Opcode("OpenWrite", 0, 1, 2, "5", 0));
    }

    @Test
    void functions_are_held_to_the_list_and_those_of_alter_to_statements_for_that() {
        assertDenied(StatementKind.READ, new Opcode("Function", 0, 0, 0, "sqlite_version(0)", 0));
        assertDenied(StatementKind.READ, new Opcode("PureFunc", 0, 0, 0, "Reverse(1)", 0));
        assertDenied(StatementKind.READ, new Opcode("AggStep", 0, 0, 0, "stdev(1)", 0));
        assertPasses(StatementKind.READ, new Opcode("Function", 0, 0, 0, "UPPER(1)", 0));
        var rename = new Opcode("Function", 0, 0, 0, "sqlite_rename_table(7)", 0);
        assertPasses(StatementKind.SCHEMA, rename);
        assertDenied(StatementKind.READ, rename);
    }

    @Test
    void a_schema_statement_does_not_name_what_is_read_only() {
        var statement =
                new ApprovedStatement("…", 0, StatementKind.SCHEMA, 0, Set.of("tr", "f_data"));
        assertThrows(Refusal.class, () -> ProgramGate.check(statement, List.of(), PAGES));
    }

    private static void assertDenied(StatementKind kind, Opcode opcode) {
        var refusal = assertThrows(Refusal.class, () -> check(kind, opcode));
        assertEquals(ResultCode.DENIED, refusal.code());
    }

    private static void assertPasses(StatementKind kind, Opcode opcode) {
        assertDoesNotThrow(() -> check(kind, opcode));
    }

    private static void check(StatementKind kind, Opcode opcode) {
        ProgramGate.check(new ApprovedStatement("…", 0, kind, 0, Set.of()), List.of(opcode), PAGES);
    }
}
