package lapidary.host.storage;

import java.sql.SQLException;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The third line of defence: an event that changed the schema is kept only if what is the host's in
 * it is still as it was, and nothing else has to do with it. Judges by the outcome, so it does not
 * trust that the lines before have understood a statement. Costs nothing where no schema changes.
 * Confined to whoever has the turn.
 */
final class SchemaGuard {
    private static final String SELECT_HOSTS =
            """
            SELECT group_concat(what, char(10))
              FROM (SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '')
                               AS what
                      FROM main.sqlite_schema
                     WHERE lower(substr(name, 1, 5)) = '_lap_'
                        OR lower(substr(tbl_name, 1, 5)) = '_lap_'
                        OR (rootpage = 0 AND type = 'table' AND instr(lower(sql), '_lap_'))
                     UNION ALL
                    SELECT 'temp ' || name
                      FROM temp.sqlite_schema
                     ORDER BY 1)
            """;

    private final FacetSession session;
    private @Nullable String before;

    SchemaGuard(FacetSession session) {
        this.session = session;
    }

    void begin() {
        before = null;
    }

    /** A statement is about to change the schema. */
    void note() {
        if (before == null) {
            before = hosts();
        }
    }

    /**
     * The event is about to be kept.
     *
     * @throws Refusal {@code DENIED} if it must not be
     */
    void check() {
        if (before != null && !before.equals(hosts())) {
            throw new Refusal(
                    ResultCode.DENIED, "the event changed tables of the host's, or made some");
        }
    }

    private String hosts() {
        try (var select = new PreparedSql(session.connection, SELECT_HOSTS)) {
            select.start();
            return select.text(0);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }
}
