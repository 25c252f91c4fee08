package lapidary.host.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lapidary.host.sql.Opcode;

/**
 * What a statement asks of full-text tables, as its program tells: they do much in one step.
 * Immutable.
 *
 * @param queries what it searches them for
 * @param changes what it changes in them
 * @param opened all that it reads
 * @param marks it calls {@code highlight()} or {@code snippet()}
 */
record FullTextUse(
        List<Query> queries, List<Change> changes, List<FullTextTable> opened, boolean marks) {
    static final FullTextUse NONE = new FullTextUse(List.of(), List.of(), List.of(), false);

    /**
     * {@code MATCH}, or a {@code LIKE} or {@code GLOB} that is searched for.
     *
     * @param kind as FTS5 names it: M for MATCH, L and G for patterns, r for what rows are ordered
     *     by
     * @param column in which it searches; beyond the last one in all
     */
    record Query(FullTextTable table, char kind, int column, ProgramValues.Value text) {
        boolean ranks() {
            return kind == 'r';
        }
    }

    /**
     * @param columns how many values of a row
     * @param command what an insert has in the column that is named as the table
     * @param argument what it has in that which is named rank
     */
    record Change(
            FullTextTable table,
            int columns,
            ProgramValues.Value command,
            ProgramValues.Value argument) {}

    private static final Pattern ARGUMENT = Pattern.compile("[^\\d](\\d{0,5})");
    private static final int HIDDEN_COLUMNS = 4;
    private static final int FIRST_ARGUMENT = 2;
    private static final ProgramValues.Value NOTHING = new ProgramValues.Nothing();

    FullTextUse {
        queries = List.copyOf(queries);
        changes = List.copyOf(changes);
        opened = List.copyOf(opened);
    }

    /** Whether it uses any. */
    boolean isAny() {
        return !changes.isEmpty() || !opened.isEmpty();
    }

    /** Whether it gives a full-text table a command that goes through its index. */
    boolean goesThroughIndex() {
        return changes.stream()
                .map(Change::command)
                .anyMatch(command ->
                        switch (command) {
                            case ProgramValues.Nothing _ -> false;
                            case ProgramValues.Text word -> !word.text().equals("delete");
                            case ProgramValues.Parameter _,
                                    ProgramValues.Joined _,
                                    ProgramValues.Called _,
                                    ProgramValues.Unknown _ ->
                                    true;
                        });
    }

    static boolean mayBeAny(List<Opcode> program) {
        return program.stream()
                .map(Opcode::name)
                .anyMatch(name -> name.equals("VOpen") || name.equals("VUpdate"));
    }

    /** Of a program with all its operands. */
    static FullTextUse of(List<Opcode> program, FullTextTables tables) {
        var values = new ProgramValues(program);
        Map<Integer, FullTextTable> cursors = new HashMap<>();
        List<Query> queries = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        List<FullTextTable> opened = new ArrayList<>();
        boolean marks = false;
        for (int i = 0; i < program.size(); i++) {
            Opcode opcode = program.get(i);
            switch (opcode.name()) {
                case "VOpen" -> {
                    cursors.remove(opcode.p1());
                    tables.at(opcode.p4())
                            .ifPresent(table -> {
                                cursors.put(opcode.p1(), table);
                                opened.add(table);
                            });
                }
                case "VFilter" -> {
                    FullTextTable table = cursors.get(opcode.p1());
                    if (table != null) {
                        queries.addAll(queries(table, opcode, i, values));
                    }
                }
                case "VUpdate" -> {
                    int index = i;
                    tables.at(opcode.p4())
                            .map(table -> change(table, opcode, index, values))
                            .ifPresent(changes::add);
                }
                case "Function", "PureFunc" ->
                        marks |=
                                opcode.p4().startsWith("highlight(")
                                        || opcode.p4().startsWith("snippet(");
                default -> {}
            }
        }
        return new FullTextUse(queries, changes, opened, marks);
    }

    /** FTS5 names its arguments: a letter, and for all but r the number of a column. */
    private static List<Query> queries(
            FullTextTable table, Opcode filter, int index, ProgramValues values) {
        List<Query> queries = new ArrayList<>();
        Matcher argument = ARGUMENT.matcher(filter.p4());
        for (int i = 0; argument.find(); i++) {
            char kind = argument.group().charAt(0);
            if ("MLGr".indexOf(kind) >= 0) {
                int register = filter.p3() + FIRST_ARGUMENT + i;
                String column = argument.group(1);
                queries.add(
                        new Query(
                                table,
                                kind,
                                column.isEmpty() ? 0 : Integer.parseInt(column),
                                values.at(index, register)));
            }
        }
        return queries;
    }

    private static Change change(
            FullTextTable table, Opcode update, int index, ProgramValues values) {
        boolean inserts = values.at(index, update.p3()) instanceof ProgramValues.Nothing;
        int columns = Math.max(1, update.p2() - HIDDEN_COLUMNS);
        if (!inserts || update.p2() <= HIDDEN_COLUMNS) {
            return new Change(table, columns, NOTHING, NOTHING);
        }
        int rank = update.p3() + update.p2() - 1;
        return new Change(table, columns, values.at(index, rank - 1), values.at(index, rank));
    }
}
