package lapidary.host.storage;

import java.util.List;

/**
 * What {@code ANALYZE} wrote about the hidden tables: samples of keys, which guests could read.
 * Confined to whoever has the turn.
 */
final class HiddenStatistics {
    private static final List<String> TABLES = List.of("sqlite_stat1", "sqlite_stat4");

    private static final String DELETE_HIDDEN =
            """
            DELETE FROM sqlite_stat1
             WHERE tbl LIKE '\\_lap\\_%' ESCAPE '\\'
            """;

    private final FacetSession session;
    private final Counters counters;

    HiddenStatistics(FacetSession session, Counters counters) {
        this.session = session;
        this.counters = counters;
    }

    /** Removes it, in the transaction that is open. */
    void forget() {
        long before = session.totalChanges();
        counters.beforeHostWrite();
        for (String table : TABLES) {
            forget(table);
        }
        counters.afterHostWrite(session.totalChanges() - before);
    }

    private void forget(String table) {
        if (!exists(table)) {
            return;
        }
        try (var delete =
                new PreparedSql(session.connection, DELETE_HIDDEN.replace("sqlite_stat1", table))) {
            delete.run();
        }
    }

    private boolean exists(String table) {
        try (var select =
                new PreparedSql(
                        session.connection, "SELECT 1 FROM sqlite_schema WHERE name = ?1")) {
            return select.start(table);
        }
    }
}
