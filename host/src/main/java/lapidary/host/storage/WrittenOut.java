package lapidary.host.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lapidary.host.sql.ApprovedStatement;
import lapidary.host.sql.Expansions;
import lapidary.host.sql.StatementKind;
import org.jspecify.annotations.Nullable;

/**
 * What SQLite writes out when it prepares a statement: views and tables WITH, as often as they are
 * named. It is paid as if it stood in the statement's text, each time the statement runs, prepared
 * before or not. Confined to whoever has the turn.
 */
final class WrittenOut {
    private static final String SELECT_VIEWS_AND_TRIGGERS =
            """
            SELECT type, name, tbl_name, coalesce(sql, '')
              FROM sqlite_schema
             WHERE type IN ('view', 'trigger')
            """;

    private static final String SELECT_TABLES =
            """
            SELECT type, name, tbl_name, coalesce(sql, '')
              FROM sqlite_schema
             WHERE type = 'table'
            """;

    /** They tell of the columns of views, which SQLite prepares to find out. */
    private static final Set<String> OF_ALL_VIEWS =
            Set.of("pragma_table_info", "pragma_table_list", "pragma_table_xinfo");

    private final FacetSession session;
    private @Nullable Expansions known;
    private long schema;

    WrittenOut(FacetSession session) {
        this.session = session;
    }

    /**
     * Charges for a statement that is about to be prepared, and returns what that was.
     *
     * @throws lapidary.host.error.Refusal {@code LIMIT} if it would be far too long
     */
    long pay(ApprovedStatement statement) {
        long price = price(statement);
        pay(price);
        return price;
    }

    /** Charges that for one that is prepared, or is about to be once more. */
    void pay(long price) {
        session.event().meter.charge(price);
    }

    private long price(ApprovedStatement statement) {
        var expansions = expansions();
        return switch (statement.kind()) {
            case READ, WRITE, EXPLAIN, PLAN ->
                    expansions.priceOf(statement)
                            + (asksOfAll(statement) ? expansions.priceOfAll() : 0);
            case SCHEMA ->
                    expansions.priceOf(statement)
                            + expansions.priceWithViewOf(statement)
                            + (alters(statement) ? expansions.priceOfAll() : 0);
            case PRAGMA -> expansions.priceOfAll();
            case ANALYZE, SETTING -> 0;
        };
    }

    private static boolean asksOfAll(ApprovedStatement statement) {
        return statement.names().stream().anyMatch(OF_ALL_VIEWS::contains);
    }

    private static boolean alters(ApprovedStatement statement) {
        return statement.kind() == StatementKind.SCHEMA
                && statement.text().regionMatches(true, 0, "ALTER", 0, "ALTER".length());
    }

    private Expansions expansions() {
        var expansions = known;
        if (expansions == null || schema != session.schema()) {
            expansions = new Expansions(stored());
            known = expansions;
            schema = session.schema();
        }
        return expansions;
    }

    private List<Expansions.Stored> stored() {
        var stored = new ArrayList<>(rows(SELECT_VIEWS_AND_TRIGGERS));
        boolean hasViews = stored.stream().anyMatch(one -> one.type().equals("view"));
        boolean hasTriggers = stored.stream().anyMatch(one -> one.type().equals("trigger"));
        if (hasViews && hasTriggers) {
            stored.addAll(rows(SELECT_TABLES));
        }
        return stored;
    }

    private List<Expansions.Stored> rows(String select) {
        try (var statement = new PreparedSql(session.connection, select)) {
            return HostStatements.rows(
                    statement,
                    row ->
                            new Expansions.Stored(
                                    row.text(0), row.text(1), row.text(2), row.text(3)));
        }
    }
}
