package lapidary.host.storage;

import java.util.List;

/**
 * Deleting all that a facet has, in the transaction of its event: every table, view, index and
 * trigger of the guest's, its keys and its alarm. Confined to whoever has the turn.
 */
final class Erasure {
    /** Virtual tables first: they take the tables behind them along. */
    private static final String SELECT_OBJECTS =
            """
            SELECT type, name
              FROM sqlite_schema
             WHERE type IN ('table', 'view')
               AND name NOT LIKE '\\_lap\\_%' ESCAPE '\\'
               AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
             ORDER BY type = 'table' AND sql LIKE 'create virtual%' DESC, rootpage = 0 DESC
            """;

    private static final String EXISTS = "SELECT 1 FROM sqlite_schema WHERE name = ?1";

    private static final List<String> OWN_TABLES =
            List.of(
                    "_lap_kv",
                    "_lap_alarm",
                    "_lap_long",
                    "sqlite_sequence",
                    "sqlite_stat1",
                    "sqlite_stat4");

    private final FacetSession session;
    private final HostStatements statements;

    Erasure(FacetSession session) {
        this.session = session;
        this.statements = new HostStatements(session.connection);
    }

    /** Runs it; references between the tables are looked at when all are gone. */
    void run() {
        session.transaction.ensureBegun();
        try (statements) {
            statements.script("PRAGMA defer_foreign_keys = ON");
            for (List<String> object :
                    statements.query(SELECT_OBJECTS, row -> List.of(row.text(0), row.text(1)))) {
                drop(object.get(0), object.get(1));
            }
            for (String table : OWN_TABLES) {
                if (exists(table)) {
                    statements.execute("DELETE FROM " + table);
                }
            }
        }
        session.schemaChanged();
        session.longRows.erased();
    }

    private void drop(String type, String name) {
        if (exists(name)) {
            statements.script("DROP " + type + " \"" + name.replace("\"", "\"\"") + "\"");
        }
    }

    private boolean exists(String name) {
        return statements.queryFirst(EXISTS, row -> row.integer(0), name).isPresent();
    }
}
