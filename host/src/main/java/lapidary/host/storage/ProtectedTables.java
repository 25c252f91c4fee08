package lapidary.host.storage;

import java.sql.SQLException;
import java.util.HashMap;
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

    /**
     * Of FTS5 and R*Tree, by name: {@code pragma_table_list} knows them, too, but prepares all
     * views.
     */
    private static final String SELECT_SHADOW =
            """
            SELECT rootpage, name
              FROM sqlite_schema
             WHERE rootpage > 0
               AND lower(tbl_name) IN (
                       SELECT lower(made.name) || suffix.column1
                         FROM sqlite_schema AS made,
                              (VALUES ('_config'), ('_content'), ('_data'), ('_docsize'), ('_idx'),
                                      ('_node'), ('_parent'), ('_rowid')) AS suffix
                        WHERE made.type = 'table'
                          AND made.rootpage = 0)
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
    private @Nullable PreparedSql selectShadow;
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
        if (selectShadow == null) {
            selectShadow = new PreparedSql(session.connection, SELECT_SHADOW);
        }
        if (selectStatistics == null) {
            selectStatistics = new PreparedSql(session.connection, SELECT_STATISTICS);
        }
        Map<String, Integer> shadow = roots(selectShadow);
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

    /** Root pages by the names, in lower case, of tables and indexes. */
    private static Map<String, Integer> roots(PreparedSql select) {
        Map<String, Integer> roots = new HashMap<>();
        try {
            boolean row = select.start();
            while (row) {
                roots.put(select.text(1).toLowerCase(Locale.ROOT), (int) select.integer(0));
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
        if (selectShadow != null) {
            selectShadow.close();
        }
        if (selectStatistics != null) {
            selectStatistics.close();
        }
    }
}
