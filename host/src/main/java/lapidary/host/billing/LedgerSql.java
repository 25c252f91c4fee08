package lapidary.host.billing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lapidary.host.storage.HostSql;
import lapidary.host.storage.Row;
import lapidary.host.usage.Counts;
import lapidary.host.usage.Measure;
import lapidary.host.usage.UsageBooks.Account;
import org.jspecify.annotations.Nullable;

/** The questions that the ledger is asked, as SQL: of a few texts. Immutable. */
record LedgerSql(String text) {
    private static final List<Measure> MEASURES = List.of(Measure.values());
    private static final int COUNTS_AT = 5;

    /** The bare column is of the row with the last hour; its parts do not differ by much. */
    private static final String SELECT =
            "SELECT namespace, object, facet, max(hour), stored_bytes, "
                    + MEASURES.stream()
                            .map(measure -> "sum(" + measure.column() + ")")
                            .collect(Collectors.joining(", "))
                    + " FROM usage WHERE ";

    static LedgerSql of(UsageQuery query) {
        String keys =
                switch (query.by()) {
                    case FACET -> "namespace, object, facet";
                    case HOUR -> "namespace, object, facet, hour";
                };
        var conditions = new ArrayList<String>();
        query.namespace().ifPresent(_ -> conditions.add("namespace = ?"));
        query.object().ifPresent(_ -> conditions.add("object = ?"));
        query.facet().ifPresent(_ -> conditions.add("facet = ?"));
        conditions.add("(" + keys + ") > (" + keys.replaceAll("\\w+", "?") + ")");
        conditions.add("hour >= ? AND hour < ?");
        return new LedgerSql(
                SELECT
                        + String.join(" AND ", conditions)
                        + " GROUP BY "
                        + keys
                        + " ORDER BY "
                        + keys
                        + " LIMIT ?");
    }

    List<UsageLine> lines(HostSql sql, UsageQuery query, UsageCursor after, int limit) {
        var values = new ArrayList<@Nullable Object>();
        Stream.of(query.namespace(), query.object(), query.facet())
                .flatMap(Optional::stream)
                .forEach(values::add);
        values.addAll(List.of(after.namespace(), after.object(), after.facet()));
        if (query.by() == UsageQuery.By.HOUR) {
            values.add(after.hour());
        }
        values.addAll(List.of(query.fromHour(), query.toHour(), (long) limit));
        return sql.query(text, LedgerSql::line, values.toArray());
    }

    private static UsageLine line(Row row) {
        var counts = new Counts();
        for (int i = 0; i < MEASURES.size(); i++) {
            counts.set(MEASURES.get(i), row.integer(COUNTS_AT + i));
        }
        return new UsageLine(
                new Account(row.text(0), row.text(1), row.text(2)),
                row.integer(3),
                row.integer(4),
                counts);
    }
}
