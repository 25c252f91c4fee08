package lapidary.host.storage;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lapidary.abi.Prices;

/**
 * How long the values are that rows and keys may hold, which SQLite goes through to what lies
 * behind them: a hidden table, so it is data, and goes with the transaction that wrote it. Confined
 * to whoever has the turn.
 *
 * <p>A statement that ran within the narrowest width has written rows of that many bytes at most.
 * One that ran wider is noted: by the root page of the table or index and the position in its
 * records, how many bytes a value may have that it put there. So what lies before a column are the
 * bytes noted before it, and those of a narrow row at most.
 */
final class LongRows {
    static final String CREATE =
            """
            CREATE TABLE _lap_long (
                root INTEGER NOT NULL,
                position INTEGER NOT NULL,
                bytes INTEGER NOT NULL,
                PRIMARY KEY (root, position)
            ) STRICT, WITHOUT ROWID;
            """;

    /** Shorter values are not noted: a hundred of them are as long as a narrow row or two. */
    private static final long BYTES_MIN = 256;

    /** Each class holds values four times as long as the one before. */
    private static final int CLASS_FACTOR = 4;

    private static final String SELECT = "SELECT root, position, bytes FROM _lap_long";

    private static final String INSERT = "INSERT OR REPLACE INTO _lap_long VALUES (?1, ?2, ?3)";

    private static final String DELETE_DROPPED =
            """
            DELETE FROM _lap_long
             WHERE root NOT IN (SELECT rootpage FROM sqlite_schema)
            """;

    private static final String SELECT_BEHIND_VIRTUAL =
            """
            SELECT behind.rootpage
              FROM sqlite_schema AS virtual
              JOIN sqlite_schema AS behind
                ON behind.type = 'table'
               AND behind.name IN (virtual.name || '_content', virtual.name || '_rowid')
             WHERE virtual.type = 'table'
               AND virtual.rootpage = 0
            """;

    private final FacetSession session;
    private final Map<Integer, SortedMap<Integer, Long>> noted = new HashMap<>();
    private boolean known;

    /** Whether what is known may be more than what is left after something was undone. */
    private boolean changed;

    private long version;

    LongRows(FacetSession session) {
        this.session = session;
    }

    /** What a value of so many bytes is noted as. */
    static long classOf(long bytes) {
        long limit = BYTES_MIN;
        while (limit < bytes) {
            limit *= CLASS_FACTOR;
        }
        return Math.min(limit, Width.MIB_2.bytesMax);
    }

    /** Whether no row can be long. */
    boolean isEmpty() {
        read();
        return noted.isEmpty();
    }

    /** Another number whenever something else may be noted. */
    long version() {
        read();
        return version;
    }

    /** What may have to be followed to get to a column of a row; 0 if that is little. */
    long bytesBefore(int root, int position) {
        return followed(noted(root).headMap(position));
    }

    /** What may have to be followed to compare a key; 0 if that is little. */
    long bytesOfKey(int root) {
        return followed(noted(root));
    }

    private static long followed(Map<Integer, Long> values) {
        long sum = values.values().stream().mapToLong(Long::longValue).sum();
        return sum <= Prices.SQL_NARROW_BYTES ? 0 : Math.min(sum, Width.MIB_2.bytesMax);
    }

    /** The notes of a table or an index, by position. */
    SortedMap<Integer, Long> noted(int root) {
        read();
        return noted.getOrDefault(root, Collections.emptySortedMap());
    }

    private void read() {
        if (known) {
            return;
        }
        noted.clear();
        try (var select = new PreparedSql(session.connection, SELECT)) {
            HostStatements.rows(
                    select, row -> put((int) row.integer(0), (int) row.integer(1), row.integer(2)));
        }
        known = true;
        changed = false;
        version++;
    }

    private boolean put(int root, int position, long bytes) {
        noted.computeIfAbsent(root, _ -> new TreeMap<>()).put(position, bytes);
        return true;
    }

    /** Values of that many bytes may be written, in the transaction that is open. */
    void note(WrittenRows.Lengths lengths, Counters counters) {
        for (var table : lengths.byRoot().entrySet()) {
            for (var value : table.getValue().entrySet()) {
                long bytes = classOf(value.getValue());
                long before = noted(table.getKey()).getOrDefault(value.getKey(), BYTES_MIN);
                if (bytes > before) {
                    changes(counters, INSERT, table.getKey(), value.getKey(), bytes);
                    put(table.getKey(), value.getKey(), bytes);
                }
            }
        }
    }

    /** A table or an index may have been dropped, whose root page another may get. */
    void forgetDropped(Counters counters) {
        if (!isEmpty()) {
            changes(counters, DELETE_DROPPED);
            known = false;
        }
    }

    private void changes(Counters counters, String sql, Object... values) {
        counters.beforeHostWrite();
        long before = session.totalChanges();
        changed = true;
        version++;
        try (var statement = new PreparedSql(session.connection, sql)) {
            statement.run(values);
        }
        counters.afterHostWrite(session.totalChanges() - before);
    }

    /** What was noted is deleted, in the transaction that is open. */
    void erased() {
        known = false;
    }

    /** Something was undone, perhaps what was noted. */
    void undone() {
        if (changed) {
            known = false;
        }
    }

    /** For what was made before anybody noted, or elsewhere. */
    static void replace(HostStatements statements, Map<Integer, Map<Integer, Long>> lengths) {
        statements.execute("DELETE FROM _lap_long");
        lengths.forEach((root, values) ->
                values.forEach((position, bytes) -> {
                    if (bytes > BYTES_MIN) {
                        statements.execute(INSERT, root, position, classOf(bytes));
                    }
                }));
    }

    /** The roots of tables behind virtual ones, which no program names that writes them. */
    List<Integer> rootsBehindVirtualTables() {
        try (var select = new PreparedSql(session.connection, SELECT_BEHIND_VIRTUAL)) {
            return HostStatements.rows(select, row -> (int) row.integer(0));
        }
    }
}
