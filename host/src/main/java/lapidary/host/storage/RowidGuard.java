package lapidary.host.storage;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;

/**
 * Refuses to insert without a rowid into a table whose largest rowid is 2^63-1: SQLite would then
 * try rowids by a chance that is not the event's. Looks at a table once in an event, and again when
 * rowids of the guest's choice may have come in. Confined to whoever has the turn.
 */
final class RowidGuard implements AutoCloseable {
    private static final String SELECT_NAME =
            "SELECT name FROM sqlite_schema WHERE rootpage = ?1 AND type = 'table'";

    private static final String SELECT_LARGEST = "SELECT max(rowid) FROM ";

    private final FacetSession session;
    private final Set<Integer> roomy = new HashSet<>();
    private final Map<Integer, PreparedSql> selects = new HashMap<>();
    private long schema;

    RowidGuard(FacetSession session) {
        this.session = session;
    }

    void begin() {
        roomy.clear();
    }

    /** A guest's statement is about to run. */
    void check(ProgramFacts facts) {
        if (facts.choosesRowids()) {
            // Only a NULL among the guest's own rowids would be left to chance.
            roomy.clear();
            return;
        }
        for (int root : facts.newRowidRoots()) {
            if (!roomy.contains(root) && largest(root) == Long.MAX_VALUE) {
                throw new Refusal(
                        ResultCode.SQL,
                        "the table's largest rowid is taken, so rows need one: SQLITE_FULL");
            }
            roomy.add(root);
        }
    }

    /** The table's largest rowid; 0 if it has no rows, or its columns took all names of rowids. */
    private long largest(int root) {
        if (schema != session.schema()) {
            close();
            schema = session.schema();
        }
        PreparedSql select = selects.computeIfAbsent(root, this::prepare);
        try {
            select.start();
            return select.type(0) == HostFunction.INTEGER ? select.integer(0) : 0;
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        } finally {
            select.reset();
        }
    }

    private PreparedSql prepare(int root) {
        try (var name = new PreparedSql(session.connection, SELECT_NAME)) {
            if (name.start(root)) {
                String quoted = '"' + name.text(0).replace("\"", "\"\"") + '"';
                return new PreparedSql(session.connection, SELECT_LARGEST + quoted);
            }
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        } catch (SqliteFailure noNameForRowid) {
            return nothing();
        }
        return nothing();
    }

    /** For a table that the statement makes by itself, or whose rowid cannot be named. */
    private PreparedSql nothing() {
        return new PreparedSql(session.connection, "SELECT 0");
    }

    @Override
    public void close() {
        selects.values().forEach(PreparedSql::close);
        selects.clear();
    }
}
