package lapidary.host.storage;

import java.sql.SQLException;
import lapidary.host.sql.VirtualTableSql;

/** The virtual tables of a database, as its schema has them. */
final class VirtualTables {
    private static final String SELECT =
            """
            SELECT name, sql
              FROM sqlite_schema
             WHERE type = 'table'
               AND rootpage = 0
            """;

    private VirtualTables() {}

    /** Is told of each. */
    interface Listener {
        void table(String name, VirtualTableSql sql) throws SQLException;
    }

    static void tell(FacetSession session, Listener listener) {
        try (var select = new PreparedSql(session.connection, SELECT)) {
            boolean row = select.start();
            while (row) {
                listener.table(select.text(0), VirtualTableSql.of(select.text(1)));
                row = select.step();
            }
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }
}
