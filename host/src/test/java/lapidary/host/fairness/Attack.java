package lapidary.host.fairness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Sixteen and more hostile requests at once, each of which runs until it is aborted. */
enum Attack {
    LOOPS_AND_SQL(interleaved(endless(8, "loop", ""), endless(8, "sql", Attack.ENDLESS_SQL))),
    SQL_16(endless(16, "sql", Attack.ENDLESS_SQL)),
    SQL_64(endless(64, "sql", Attack.ENDLESS_SQL)),
    LOOPS_64(endless(64, "loop", "")),
    SQL_LARGE_VALUES(endless(16, "sql", Attack.LARGE_VALUES_SQL)),
    SQL_SORTS(endless(16, "sql", Attack.SORTING_SQL)),
    HOST_CALLS(endless(16, "calls", "")),
    HOST_WRITES(endless(16, "puts", "")),
    LOGS(endless(16, "logs", "")),
    WAKES(endless("asleep", 16, "", "")),
    OPERATOR_SQL(operatorSql(16)),
    ONE_OBJECT(oneObject(16)),
    ONE_BUSY_FACET(oneFacet(1_000)),
    /** Each ends by itself within two milliseconds, and is sent again at once. */
    MEDIUM_WASM(endless(32, "burn/300000", "")),
    MEDIUM_SQL(endless(32, "sql", Attack.MEDIUM_SQL_TEXT));

    /** A request of the attack, and the facet that it keeps busy. */
    record Hostile(String object, String facet, String path, String body) {}

    static final String NAMESPACE = "hostile";
    private static final String ENDLESS_SQL =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
    private static final String LARGE_VALUES_SQL =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
                    + " SELECT sum(length(hex(zeroblob(1000000 + x % 2)))) FROM c";
    private static final String SORTING_SQL =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 20000)"
                    + " SELECT count(*) FROM c a, c b, c d ORDER BY a.x * b.x";
    private static final String MEDIUM_SQL_TEXT =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 6000)"
                    + " SELECT count(*) FROM c";

    @SuppressWarnings("ImmutableEnumChecker") // made by List.copyOf
    private final List<Hostile> requests;

    Attack(List<Hostile> requests) {
        this.requests = List.copyOf(requests);
    }

    List<Hostile> requests() {
        return requests;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What comes before the first slash. */
    private static String first(String operation) {
        int slash = operation.indexOf('/');
        return slash < 0 ? operation : operation.substring(0, slash);
    }

    private static List<Hostile> endless(int count, String operation, String body) {
        return endless("app", count, operation, body);
    }

    private static List<Hostile> endless(String facet, int count, String operation, String body) {
        return IntStream.range(0, count)
                .mapToObj(i -> fetch(first(operation) + "-" + i, facet, operation, body))
                .toList();
    }

    private static List<Hostile> oneObject(int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        i % 2 == 0
                                ? fetch("one", "app-" + i, "loop", "")
                                : fetch("one", "app-" + i, "sql", ENDLESS_SQL))
                .toList();
    }

    private static List<Hostile> oneFacet(int count) {
        return IntStream.range(0, count).mapToObj(_ -> fetch("busy", "app", "loop", "")).toList();
    }

    private static List<Hostile> operatorSql(int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new Hostile(
                                "operated-" + i,
                                "app",
                                "/v1/namespaces/"
                                        + NAMESPACE
                                        + "/objects/operated-"
                                        + i
                                        + "/facets/app/sql",
                                "{\"sql\": \"" + ENDLESS_SQL + "\"}"))
                .toList();
    }

    private static Hostile fetch(String object, String facet, String operation, String body) {
        String path = "/o/" + NAMESPACE + "/" + object + "/" + facet + "/" + operation;
        return new Hostile(object, facet, path, body);
    }

    private static List<Hostile> interleaved(List<Hostile> some, List<Hostile> others) {
        var all = new ArrayList<Hostile>();
        for (int i = 0; i < some.size(); i++) {
            all.add(some.get(i));
            all.add(others.get(i));
        }
        return all;
    }
}
