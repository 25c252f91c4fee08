package lapidary.host.storage;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The host's own tables in a facet's database: their names begin with {@code _lap_}, so that guests
 * see none of their rows. Confined to whoever has the turn.
 */
final class FacetHost implements HostSql, AutoCloseable {
    private static final String SELECT_META = "SELECT value FROM _lap_meta WHERE name = ?1";

    private static final String UPSERT_META =
            """
            INSERT INTO _lap_meta (name, value)
            VALUES (?1, ?2)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """;

    private final FacetSession session;
    private final Counters counters;
    private final Runnable commit;
    private final HostStatements statements;

    /** {@code commit} numbers a commit outside of an event. */
    FacetHost(FacetSession session, Counters counters, Runnable commit) {
        this.session = session;
        this.counters = counters;
        this.commit = commit;
        this.statements = new HostStatements(session.connection);
    }

    /** Brings one set of host tables up to its last script. */
    void bringUp(String name, SchemaScripts scripts) {
        String key = "schema:" + name;
        long version = queryFirst(SELECT_META, row -> row.integer(0), key).orElse(0L);
        if (version != scripts.version()) {
            scripts.bringUp(
                    version, statements, reached -> statements.execute(UPSERT_META, key, reached));
            commit.run();
            session.schemaChanged();
        }
    }

    @Override
    public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... values) {
        return hostWork(() -> statements.query(sql, mapper, values));
    }

    @Override
    public long execute(String sql, @Nullable Object... values) {
        if (!session.transaction.isOpen()) {
            throw new IllegalStateException("the host writes in a transaction");
        }
        counters.beforeHostInsert();
        return hostWork(() -> statements.execute(sql, values));
    }

    /** Within the event's transaction if there is an event, else in one of its own. */
    <T> T transaction(Function<HostSql, T> work) {
        boolean own = !session.hasEvent();
        session.transaction.ensureBegun();
        if (!own) {
            return work.apply(this);
        }
        boolean done = false;
        try {
            T result = work.apply(this);
            session.transaction.commit();
            commit.run();
            done = true;
            return result;
        } catch (SqliteFailure e) {
            throw StorageProblem.of("the host's work could not be committed", e);
        } finally {
            if (!done) {
                session.transaction.rollback();
            }
        }
    }

    /** What the host changes is not in the guest's counts. */
    private <T> T hostWork(Supplier<T> work) {
        long before = session.totalChanges();
        counters.beforeHostWrite();
        try {
            return work.get();
        } finally {
            counters.afterHostWrite(session.totalChanges() - before);
        }
    }

    @Override
    public void close() {
        statements.close();
    }
}
