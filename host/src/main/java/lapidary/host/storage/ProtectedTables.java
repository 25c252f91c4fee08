package lapidary.host.storage;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import lapidary.host.sql.ProtectedPages;
import org.jspecify.annotations.Nullable;

/**
 * Which pages a guest's program may not open: the roots of the hidden tables, which never move, and
 * for writing those of the tables behind its virtual tables, whose damage SQLite does not expect.
 * Confined to whoever has the turn.
 */
final class ProtectedTables implements AutoCloseable {
    private static final String SELECT_HIDDEN =
            """
            SELECT rootpage, name
              FROM sqlite_schema
             WHERE lower(substr(tbl_name, 1, 5)) = '_lap_'
               AND rootpage > 0
            """;

    private static final String SELECT_OF_TABLES =
            """
            SELECT rootpage, name, tbl_name
              FROM sqlite_schema
             WHERE rootpage > 0
            """;

    private static final String SELECT_STATISTICS =
            """
            SELECT rootpage, name
              FROM sqlite_schema
             WHERE rootpage > 0
               AND substr(tbl_name, 1, 11) = 'sqlite_stat'
            """;

    private final FacetSession session;
    private final PreparedSql selectHidden;
    private @Nullable PreparedSql selectStatistics;
    private @Nullable ProtectedPages pages;
    private long schema;

    ProtectedTables(FacetSession session) {
        this.session = session;
        selectHidden = new PreparedSql(session.connection, SELECT_HIDDEN);
    }

    /** The pages for the schema of that number. */
    ProtectedPages pages(long schemaNow) {
        ProtectedPages known = pages;
        if (known != null && schema == schemaNow) {
            return known;
        }
        if (selectStatistics == null) {
            selectStatistics = new PreparedSql(session.connection, SELECT_STATISTICS);
        }
        Map<String, Integer> shadow = shadowRoots();
        var fresh =
                new ProtectedPages(
                        Set.copyOf(roots(selectHidden).values()),
                        Set.copyOf(shadow.values()),
                        Set.copyOf(roots(selectStatistics).values()),
                        shadow.keySet());
        schema = schemaNow;
        pages = fresh;
        return fresh;
    }

    /**
     * Of the tables behind virtual tables, found by their names: {@code pragma_table_list} knows
     * them, too, but prepares all views.
     */
    private Map<String, Integer> shadowRoots() {
        Set<String> names = new HashSet<>();
        VirtualTables.tell(
                session,
                (name, sql) ->
                        sql.namesBehind()
                                .forEach(end -> names.add(name.toLowerCase(Locale.ROOT) + end)));
        if (names.isEmpty()) {
            return Map.of();
        }
        try (var select = new PreparedSql(session.connection, SELECT_OF_TABLES)) {
            return roots(select, () -> names.contains(select.text(2).toLowerCase(Locale.ROOT)));
        }
    }

    private static Map<String, Integer> roots(PreparedSql select) {
        return roots(select, () -> true);
    }

    private interface RowFilter {
        boolean takes() throws SQLException;
    }

    /** Root pages by the names, in lower case, of tables and indexes. */
    private static Map<String, Integer> roots(PreparedSql select, RowFilter filter) {
        Map<String, Integer> roots = new HashMap<>();
        try {
            boolean row = select.start();
            while (row) {
                if (filter.takes()) {
                    roots.put(select.text(1).toLowerCase(Locale.ROOT), (int) select.integer(0));
                }
                row = select.step();
            }
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        } finally {
            select.reset();
        }
        return roots;
    }

    @Override
    public void close() {
        selectHidden.close();
        if (selectStatistics != null) {
            selectStatistics.close();
        }
    }
}
