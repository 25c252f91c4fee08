package lapidary.host.storage;

import java.util.List;
import lapidary.host.sql.ApprovedStatement;

/**
 * A guest's statement, prepared and looked at. Good for as long as the schema is the one that it
 * was prepared for, whose number is {@code schema}.
 */
record CompiledStatement(
        ApprovedStatement approved,
        PreparedSql sql,
        List<String> columns,
        ProgramFacts facts,
        ProgramMemory memory,
        FullTextUse fullText,
        long schema) {
    CompiledStatement {
        columns = List.copyOf(columns);
    }

    /** The same with other names of columns. */
    CompiledStatement named(List<String> names) {
        return new CompiledStatement(approved, sql, names, facts, memory, fullText, schema);
    }

    /** The same, prepared anew. */
    CompiledStatement with(PreparedSql prepared) {
        return new CompiledStatement(approved, prepared, columns, facts, memory, fullText, schema);
    }
}
