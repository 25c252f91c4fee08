package lapidary.host.storage;

import java.util.List;
import java.util.Optional;
import lapidary.host.sql.ApprovedStatement;

/**
 * A guest's statement, prepared and looked at. Good for as long as the schema is the one that it
 * was prepared for, whose number is {@code schema}. Views and tables WITH that are written out in
 * it are paid each time it runs.
 */
record CompiledStatement(
        ApprovedStatement approved,
        PreparedSql sql,
        List<String> columns,
        ProgramFacts facts,
        ProgramMemory memory,
        RowUse rowUse,
        FullTextUse fullText,
        Optional<Marking> marking,
        long writtenOutPrice,
        long schema) {
    /**
     * @param number that its text calls the host's functions with
     * @param original the statement as the guest wrote it
     */
    record Marking(int number, FullTextTable table, ApprovedStatement original) {}

    CompiledStatement {
        columns = List.copyOf(columns);
    }

    /** The same, with marks by the host. */
    CompiledStatement marking(Marking by) {
        return new CompiledStatement(
                approved,
                sql,
                columns,
                facts,
                memory,
                rowUse,
                fullText,
                Optional.of(by),
                writtenOutPrice,
                schema);
    }

    /** The same with other names of columns. */
    CompiledStatement named(List<String> names) {
        return new CompiledStatement(
                approved,
                sql,
                names,
                facts,
                memory,
                rowUse,
                fullText,
                marking,
                writtenOutPrice,
                schema);
    }

    /** The same, with the price of what SQLite writes out of it beside its own text. */
    CompiledStatement writingOut(long price) {
        return new CompiledStatement(
                approved, sql, columns, facts, memory, rowUse, fullText, marking, price, schema);
    }

    /** The same, prepared anew. */
    CompiledStatement with(PreparedSql prepared) {
        return new CompiledStatement(
                approved,
                prepared,
                columns,
                facts,
                memory,
                rowUse,
                fullText,
                marking,
                writtenOutPrice,
                schema);
    }
}
