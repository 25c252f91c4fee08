package lapidary.host.storage;

import java.util.HashMap;
import java.util.Map;

/**
 * What the statements mark that ran in this event, by the numbers that their texts call the host's
 * functions with. Confined to whoever has the turn.
 */
final class MarkedQueries {
    private final Map<Integer, MarkedQuery> queries = new HashMap<>();
    private int last;

    /** For another statement. */
    int nextNumber() {
        return ++last;
    }

    /** An event begins. */
    void begin() {
        queries.clear();
    }

    /** The statement with that number is about to run. */
    void put(int number, MarkedQuery query) {
        queries.put(number, query);
    }

    MarkedQuery get(int number) {
        MarkedQuery query = queries.get(number);
        if (query == null) {
            throw new IllegalStateException("no statement has the number " + number);
        }
        return query;
    }
}
