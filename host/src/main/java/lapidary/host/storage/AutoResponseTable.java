package lapidary.host.storage;

import java.util.Optional;

/**
 * Which text of a WebSocket is answered with which other without the guest: two rows of a hidden
 * table, in the transaction of the event that sets them. Confined to whoever has the turn.
 */
public final class AutoResponseTable {
    /** Names of the rows. */
    static final String REQUEST = "ws:request";

    static final String RESPONSE = "ws:response";

    private static final String SELECT = "SELECT value FROM _lap_meta WHERE name = ?1";

    private static final String UPSERT =
            """
            INSERT INTO _lap_meta (name, value)
            VALUES (?1, ?2)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """;

    private static final String DELETE = "DELETE FROM _lap_meta WHERE name IN (?1, ?2)";

    /** Both texts. */
    public record Pair(String request, String response) {}

    private final FacetSession session;
    private final FacetHost host;

    AutoResponseTable(FacetSession session, FacetHost host) {
        this.session = session;
        this.host = host;
    }

    /** What the last commit has left; for whoever opens the database. */
    public Optional<Pair> stored() {
        return text(REQUEST)
                .flatMap(request -> text(RESPONSE).map(response -> new Pair(request, response)));
    }

    /** Sets it; an empty request ends it. */
    public void set(String request, String response) {
        session.workingEvent();
        session.transaction.ensureBegun();
        if (request.isEmpty()) {
            host.execute(DELETE, REQUEST, RESPONSE);
        } else {
            host.execute(UPSERT, REQUEST, request);
            host.execute(UPSERT, RESPONSE, response);
        }
    }

    private Optional<String> text(String name) {
        return host.queryFirst(SELECT, row -> row.text(0), name);
    }
}
