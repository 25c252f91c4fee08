package lapidary.host.storage;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The full-text tables of a database, by the addresses that a listing of a program shows for
 * virtual tables. Good for one listing: whenever SQLite reads the schema anew, they have others.
 * Found when first asked for. Confined to whoever has the turn.
 */
final class FullTextTables {
    private static final int NAME = 1;
    private static final int P4 = 5;

    private final FacetSession session;
    private final Map<String, FullTextTable> tables = new HashMap<>();
    private boolean found;

    FullTextTables(FacetSession session) {
        this.session = session;
    }

    /** The table of that address, if it is a full-text table. */
    Optional<FullTextTable> at(String address) {
        if (!found) {
            found = true;
            find();
        }
        return Optional.ofNullable(tables.get(address));
    }

    private void find() {
        VirtualTables.tell(
                session,
                (name, sql) -> {
                    if (sql.module().equals("fts5")) {
                        tables.put(address(name), FullTextTable.of(name, sql));
                    }
                });
    }

    private String address(String name) throws SQLException {
        String explain = "EXPLAIN SELECT 1 FROM \"" + name.replace("\"", "\"\"") + '"';
        try (var listing = new PreparedSql(session.connection, explain)) {
            boolean row = listing.start();
            while (row && !listing.text(NAME).equals("VOpen")) {
                row = listing.step();
            }
            return row ? listing.text(P4) : "";
        } catch (SqliteFailure damaged) {
            return ""; // No statement can use it either.
        }
    }
}
