package lapidary.host.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lapidary.abi.Prices;
import lapidary.host.error.HostException;

/**
 * Finds out how long the rows and keys of a database are that nobody has noted: it was made before
 * that, or elsewhere. Goes through all its pages once, and through the headers of the rows of
 * tables that have long ones. Stateless.
 */
final class LongRowCount {
    private static final String SELECT_LONG =
            """
            SELECT type, schema.name, rootpage, max(mx_payload)
              FROM dbstat AS pages
              JOIN sqlite_schema AS schema USING (name)
             WHERE schema.name NOT LIKE '\\_lap\\_%' ESCAPE '\\'
               AND tbl_name NOT LIKE '\\_lap\\_%' ESCAPE '\\'
             GROUP BY rootpage
            HAVING max(mx_payload) > ?1
            """;

    private static final String SELECT_COLUMNS =
            "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden <> 2";

    private static final int OPCODE = 1;
    private static final int POSITION = 3;

    private record Tree(String type, String name, int root, long bytesMax) {}

    private final HostStatements statements;
    private final Map<Integer, Map<Integer, Long>> lengths = new HashMap<>();

    private LongRowCount(HostStatements statements) {
        this.statements = statements;
    }

    /** Notes what is found in place of what was noted. */
    static void note(HostStatements statements) {
        var count = new LongRowCount(statements);
        for (Tree tree : count.longTrees()) {
            count.count(tree);
        }
        LongRows.replace(statements, count.lengths);
    }

    private List<Tree> longTrees() {
        return statements.query(
                SELECT_LONG,
                row -> new Tree(row.text(0), row.text(1), (int) row.integer(2), row.integer(3)),
                Prices.SQL_NARROW_BYTES);
    }

    private void count(Tree tree) {
        Map<Integer, Long> values = new TreeMap<>();
        if (!tree.type.equals("table") || !counted(tree, values)) {
            values.put(0, tree.bytesMax);
        }
        lengths.put(tree.root, values);
    }

    /** Not where SQLite cannot prepare the question, as for a column that nobody can compute. */
    private boolean counted(Tree tree, Map<Integer, Long> values) {
        try {
            return countColumns(tree, values);
        } catch (HostException unanswered) {
            return false;
        }
    }

    /** Whether the place of each column was found. */
    private boolean countColumns(Tree tree, Map<Integer, Long> values) {
        List<String> columns =
                statements.query(SELECT_COLUMNS, row -> row.text(0), tree.name).stream()
                        .map(name -> "max(octet_length(" + quoted(name) + "))")
                        .toList();
        String sql =
                "SELECT "
                        + String.join(", ", columns)
                        + " FROM "
                        + quoted(tree.name)
                        + " NOT INDEXED";
        List<Integer> positions = positions(sql);
        if (positions.size() != columns.size()) {
            return false;
        }
        List<Long> bytes = statements.query(sql, row -> lengthsOf(row, columns.size())).getFirst();
        for (int i = 0; i < bytes.size(); i++) {
            values.merge(positions.get(i), bytes.get(i), Math::max);
        }
        return true;
    }

    private static List<Long> lengthsOf(Row row, int count) {
        List<Long> bytes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bytes.add(row.integer(i));
        }
        return bytes;
    }

    /** Where the columns are in a record, as the program says; a rowid is in none. */
    private List<Integer> positions(String sql) {
        return statements
                .query(
                        "EXPLAIN " + sql,
                        row ->
                                switch (row.text(OPCODE)) {
                                    case "Column" -> (int) row.integer(POSITION);
                                    case "Rowid" -> 0;
                                    default -> -1;
                                })
                .stream()
                .filter(position -> position >= 0)
                .toList();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
