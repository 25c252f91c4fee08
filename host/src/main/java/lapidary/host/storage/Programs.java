package lapidary.host.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import lapidary.host.sql.ApprovedStatement;
import lapidary.host.sql.MarkCalls;
import lapidary.host.sql.Opcode;
import lapidary.host.sql.ProgramGate;
import lapidary.host.sql.RowByRow;
import lapidary.host.sql.StatementKind;
import lapidary.host.sql.SyntaxErrors;
import org.sqlite.SQLiteErrorCode;

/**
 * Prepares guests' statements and looks at the programs that SQLite made of them, by {@code
 * EXPLAIN}: the second line of defence behind the gate, and what the statement costs. Takes 15 µs
 * for a statement that is not cached. Confined to whoever has the turn.
 */
final class Programs implements AutoCloseable {
    private static final int NAME = 1;
    private static final int P1 = 2;
    private static final int P2 = 3;
    private static final int P3 = 4;
    private static final int P4 = 5;
    private static final int P5 = 6;
    private static final int TEXT = 3;

    private static final String SELECT_NEWEST_ROOT =
            "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0 ORDER BY rowid DESC LIMIT 1";

    private final FacetSession session;
    private final ProtectedTables tables;
    private final PreparedSql pageCount;
    private final PreparedSql freePageCount;

    /** What statements mark. */
    final MarkedQueries marked;

    /** What drops and counts may take. */
    final OneStep oneStep;

    Programs(FacetSession session, MarkedQueries marked) {
        this.session = session;
        this.marked = marked;
        this.tables = new ProtectedTables(session);
        this.pageCount = new PreparedSql(session.connection, "PRAGMA page_count");
        this.freePageCount = new PreparedSql(session.connection, "PRAGMA freelist_count");
        this.oneStep = new OneStep(session, this::pageCount);
    }

    /**
     * Prepares a statement for the schema of that number. A {@code count(*)} that SQLite would
     * answer in one step, however long the table, runs as {@code count(1)}, row by row.
     */
    CompiledStatement compile(ApprovedStatement approved, long schema) {
        return marking(compileCounting(approved, schema));
    }

    private CompiledStatement compileCounting(ApprovedStatement approved, long schema) {
        CompiledStatement compiled = compileAsItIs(approved, schema);
        ApprovedStatement counting = RowByRow.counting(approved);
        if (!compiled.facts().counts() || counting.equals(approved)) {
            return compiled;
        }
        compiled.sql().close();
        return compileAsItIs(counting, schema).named(compiled.columns());
    }

    /**
     * The statement with the host's functions in place of {@code highlight} and {@code snippet}, if
     * all of them can be replaced.
     */
    private CompiledStatement marking(CompiledStatement compiled) {
        FullTextUse use = compiled.fullText();
        if (!use.marks() || use.opened().size() != 1 || use.opened().getFirst().words().isEmpty()) {
            return compiled;
        }
        FullTextTable table = use.opened().getFirst();
        int number = marked.nextNumber();
        List<String> columns = table.columns().stream().map(FullTextTable.Column::name).toList();
        Optional<CompiledStatement> made =
                MarkCalls.ofHost(compiled.approved(), table.name(), columns, number)
                        .flatMap(marking -> ifSound(marking, compiled.schema()));
        if (made.isEmpty()) {
            return compiled;
        }
        compiled.sql().close();
        return made.get()
                .named(compiled.columns())
                .marking(new CompiledStatement.Marking(number, table, compiled.approved()));
    }

    /** Empty if a name is not what it seemed, or a view marks, too. */
    private Optional<CompiledStatement> ifSound(ApprovedStatement marking, long schema) {
        try {
            CompiledStatement made = compileAsItIs(marking, schema);
            if (!made.fullText().marks()) {
                return Optional.of(made);
            }
            made.sql().close();
            return Optional.empty();
        } catch (Refusal refused) {
            return Optional.empty();
        }
    }

    /** The statement, with FTS5's own functions again. */
    CompiledStatement unmarked(CompiledStatement compiled, CompiledStatement.Marking marking) {
        return compileAsItIs(marking.original(), compiled.schema()).named(compiled.columns());
    }

    /**
     * The statement, which empties a table in one step, so that it deletes row by row.
     *
     * @throws Refusal {@code LIMIT} if it does so in a trigger
     */
    CompiledStatement deletingRowByRow(CompiledStatement clearing) {
        CompiledStatement made =
                compileAsItIs(RowByRow.deleting(clearing.approved()), clearing.schema());
        if (made.facts().clears()) {
            made.sql().close();
            throw OneStep.refused("DELETE without WHERE", "add WHERE true");
        }
        return made;
    }

    /** The statement, prepared once more. */
    CompiledStatement again(CompiledStatement compiled) {
        return compiled.with(prepare(compiled.approved()));
    }

    private CompiledStatement compileAsItIs(ApprovedStatement approved, long schema) {
        PreparedSql prepared = prepare(approved);
        try {
            List<Opcode> program = program(approved);
            FullTextUse use = fullText(approved, program);
            return new CompiledStatement(
                    approved,
                    prepared,
                    prepared.columnNames(),
                    facts(approved, program, use.isAny()),
                    ProgramMemory.of(program),
                    new RowUse(() -> whole(approved)),
                    use,
                    Optional.empty(),
                    0,
                    schema);
        } catch (SqliteFailure e) {
            prepared.close();
            throw session.failed(e);
        } catch (RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    private PreparedSql prepare(ApprovedStatement approved) {
        try {
            return new PreparedSql(session.connection, approved.text());
        } catch (SqliteFailure e) {
            if (e.primary() == SQLiteErrorCode.SQLITE_NOMEM) {
                // The same code where malloc gives nothing, which nobody can tell from it.
                throw new Refusal(
                        ResultCode.LIMIT,
                        "the statement's program is longer than "
                                + Sqlite.OPCODES_MAX
                                + " opcodes: views and tables WITH are written out in it");
            }
            Refusal refusal = session.failed(e);
            throw new Refusal(refusal.code(), SyntaxErrors.located(refusal.text(), approved));
        }
    }

    /** Looks at all operands, which takes longer. */
    private FullTextUse fullText(ApprovedStatement approved, List<Opcode> program) {
        return switch (approved.kind()) {
            case READ, WRITE, SCHEMA ->
                    FullTextUse.mayBeAny(program)
                            ? FullTextUse.of(
                                    list(StatementKind.EXPLAIN, "EXPLAIN " + approved.text()),
                                    new FullTextTables(session))
                            : FullTextUse.NONE;
            case ANALYZE, PRAGMA, EXPLAIN, PLAN, SETTING -> FullTextUse.NONE;
        };
    }

    private ProgramFacts facts(
            ApprovedStatement approved, List<Opcode> program, boolean isFullText) {
        return switch (approved.kind()) {
            case READ, WRITE, SCHEMA -> ProgramFacts.of(program, isFullText);
            case ANALYZE -> ProgramFacts.analyzing(countedRoots(approved.text()));
            case PRAGMA -> checksPages(approved) ? ProgramFacts.ALL_PAGES : ProgramFacts.PLAIN;
            case EXPLAIN, PLAN, SETTING -> ProgramFacts.PLAIN;
        };
    }

    /** Of an ANALYZE, or of the pragma that would run some. */
    private Set<Integer> countedRoots(String text) {
        Map<Integer, Integer> roots = new HashMap<>();
        Set<Integer> counted = new HashSet<>();
        for (Opcode opcode : list(StatementKind.EXPLAIN, "EXPLAIN " + text)) {
            switch (opcode.name()) {
                case "OpenRead" -> roots.put(opcode.p1(), opcode.p2());
                case "Count" -> counted.add(roots.getOrDefault(opcode.p1(), 0));
                case "SqlExec" -> counted.addAll(countedRoots(opcode.p4()));
                default -> {}
            }
        }
        return counted;
    }

    private static boolean checksPages(ApprovedStatement pragma) {
        return pragma.text().startsWith("PRAGMA quick_check");
    }

    /** What SQLite made of it, let pass by the gate; nothing where there is nothing to see. */
    private List<Opcode> program(ApprovedStatement approved) {
        String explain =
                switch (approved.kind()) {
                    case READ, WRITE, SCHEMA -> "EXPLAIN " + approved.text();
                    case EXPLAIN -> approved.text();
                    case ANALYZE, PRAGMA, PLAN, SETTING -> "";
                };
        if (explain.isEmpty()) {
            return List.of();
        }
        List<Opcode> program = list(approved.kind(), explain);
        ProgramGate.check(approved, program, tables.pages(session.schema()));
        return program;
    }

    /** With the operands of all its opcodes; empty where there is nothing to see. */
    private List<Opcode> whole(ApprovedStatement approved) {
        return switch (approved.kind()) {
            case READ, WRITE, SCHEMA -> list(StatementKind.EXPLAIN, "EXPLAIN " + approved.text());
            case ANALYZE, PRAGMA, EXPLAIN, PLAN, SETTING -> List.of();
        };
    }

    private List<Opcode> list(StatementKind kind, String explain) {
        List<Opcode> program = new ArrayList<>();
        try (var listing = new PreparedSql(session.connection, explain)) {
            boolean row = listing.start();
            while (row) {
                program.add(opcode(kind, listing));
                row = listing.step();
            }
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
        return program;
    }

    private static Opcode opcode(StatementKind kind, PreparedSql listing) throws SQLException {
        String name = listing.text(NAME);
        if (!ProgramGate.looksAtOperands(kind, name)
                && !ProgramCost.looksAtOperands(name)
                && !ProgramFacts.looksAtOperands(name)
                && !ProgramMemory.looksAtOperands(name)) {
            return new Opcode(name, 0, 0, 0, "", 0);
        }
        return new Opcode(
                name,
                (int) listing.integer(P1),
                (int) listing.integer(P2),
                (int) listing.integer(P3),
                listing.type(P4) == TEXT ? listing.text(P4) : "",
                (int) listing.integer(P5));
    }

    /** The root page of the table or index that was made last. */
    int newestRoot() {
        try (var select = new PreparedSql(session.connection, SELECT_NEWEST_ROOT)) {
            return select.start() ? (int) select.integer(0) : OpenRoots.MADE;
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    /** Pages of the database, free ones too. */
    long pageCount() {
        return answer(pageCount);
    }

    /** Pages of the database that are free. */
    long freePageCount() {
        return answer(freePageCount);
    }

    private static long answer(PreparedSql question) {
        try {
            question.start();
            return question.integer(0);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        } finally {
            question.reset();
        }
    }

    @Override
    public void close() {
        pageCount.close();
        freePageCount.close();
        tables.close();
    }
}
