package lapidary.host.storage;

import java.sql.SQLException;
import java.util.HashSet;
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
            SELECT rootpage
              FROM sqlite_schema
             WHERE tbl_name LIKE '\\_lap\\_%' ESCAPE '\\'
               AND rootpage > 0
            """;

    private static final String SELECT_SHADOW =
            """
            SELECT rootpage
              FROM sqlite_schema
             WHERE rootpage > 0
               AND tbl_name IN (
                       SELECT name
                         FROM pragma_table_list
                        WHERE schema = 'main'
                          AND type = 'shadow')
            """;

    private final FacetSession session;
    private final Set<Integer> hidden;
    private @Nullable PreparedSql selectShadow;
    private @Nullable ProtectedPages pages;
    private long schema;

    ProtectedTables(FacetSession session) {
        this.session = session;
        try (var select = new PreparedSql(session.connection, SELECT_HIDDEN)) {
            hidden = roots(select);
        }
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
        var fresh = new ProtectedPages(hidden, roots(selectShadow));
        schema = schemaNow;
        pages = fresh;
        return fresh;
    }

    private static Set<Integer> roots(PreparedSql select) {
        Set<Integer> roots = new HashSet<>();
        try {
            boolean row = select.start();
            while (row) {
                roots.add((int) select.integer(0));
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
        if (selectShadow != null) {
            selectShadow.close();
        }
    }
}
