package lapidary.host.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import lapidary.host.facet.Carriers;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.HostSql;
import lapidary.host.storage.Row;
import org.jspecify.annotations.Nullable;

/**
 * When to look at which facet's alarm: rows in {@code lapidary.db} that are never too late, and
 * durable before the alarm is (docs/decisions/0020). A change that was decided on what a row said
 * is made only if the row still has the version that it had then.
 *
 * <p>Thread-safe. Whoever has {@code writing} writes all changes that wait, in one commit.
 */
final class AlarmIndex {
    /** Noted as due for a facet of which nobody knows yet whether it has an alarm. */
    static final long TO_BE_LOOKED_AT = 0;

    private static final String COVER =
            """
            INSERT INTO alarm (namespace_id, object_name, facet_name, due_millis, version)
            VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (namespace_id, object_name, facet_name) DO UPDATE
               SET due_millis = min(due_millis, excluded.due_millis),
                   is_parked = 0,
                   version = excluded.version
            RETURNING due_millis
            """;
    private static final String PUT =
            """
            INSERT INTO alarm (namespace_id, object_name, facet_name, due_millis, version)
            VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (namespace_id, object_name, facet_name) DO UPDATE
               SET due_millis = excluded.due_millis,
                   version = excluded.version
            """;
    private static final String DELETE_UP_TO = "DELETE FROM alarm WHERE version <= ?1";
    private static final String MOVE =
            """
            UPDATE alarm
               SET due_millis = ?1
             WHERE namespace_id = ?2 AND object_name = ?3 AND facet_name = ?4 AND version = ?5
            """;
    private static final String REMOVE =
            """
            DELETE FROM alarm
             WHERE namespace_id = ?1 AND object_name = ?2 AND facet_name = ?3 AND version = ?4
            """;
    private static final String PARK =
            """
            UPDATE alarm
               SET is_parked = 1
             WHERE namespace_id = ?1 AND object_name = ?2 AND facet_name = ?3 AND version = ?4
            """;
    private static final String UNPARK =
            """
            UPDATE alarm
               SET is_parked = 0
             WHERE is_parked = 1 AND namespace_id = ?1
            """;
    private static final String UNPARK_ALL =
            """
            UPDATE alarm
               SET is_parked = 0
             WHERE is_parked = 1
            """;
    private static final String SELECT_PARKED =
            """
            SELECT 1
              FROM alarm
             WHERE is_parked = 1 AND namespace_id = ?1
             LIMIT 1
            """;
    private static final String DELETE_OBJECT =
            """
            DELETE FROM alarm
             WHERE namespace_id = ?1 AND object_name = ?2
            """;
    private static final String DELETE_FACET =
            """
            DELETE FROM alarm
             WHERE namespace_id = ?1 AND object_name = ?2 AND facet_name = ?3
            """;
    private static final String DELETE_WITHIN =
            """
            DELETE FROM alarm
             WHERE namespace_id = ?1 AND object_name = ?2
               AND (?3 = '' OR facet_name = ?3
                    OR substr(facet_name, 1, length(?3) + 1) = ?3 || '/')
            """;
    private static final String UNPARK_FACET =
            """
            UPDATE alarm
               SET is_parked = 0, version = ?4
             WHERE namespace_id = ?1 AND object_name = ?2 AND facet_name = ?3
            """;
    private static final String DELETE_NAMESPACE =
            """
            DELETE FROM alarm
             WHERE namespace_id = ?1
            """;
    private static final String SELECT_DUE =
            """
              SELECT object_name, facet_name, due_millis, version
                FROM alarm
               WHERE is_parked = 0 AND namespace_id = ?1 AND due_millis <= ?2
            ORDER BY due_millis
               LIMIT ?3
            """;
    private static final String SELECT_NEXT =
            """
            SELECT min(due_millis)
              FROM alarm
             WHERE is_parked = 0 AND namespace_id = ?1 AND due_millis > ?2
            """;
    private static final String SELECT_FIRST =
            """
              SELECT namespace_id, min(due_millis)
                FROM alarm
               WHERE is_parked = 0
            GROUP BY namespace_id
            """;
    private static final String SELECT_FACET =
            """
            SELECT due_millis, version
              FROM alarm
             WHERE namespace_id = ?1 AND object_name = ?2 AND facet_name = ?3
            """;
    private static final String SELECT_OBJECT =
            """
            SELECT facet_name, due_millis
              FROM alarm
             WHERE namespace_id = ?1 AND object_name = ?2
            """;
    private static final String NOTHING = "UPDATE alarm SET version = version WHERE false";
    private static final String SELECT_VERSION = "SELECT coalesce(max(version), 0) FROM alarm";

    /** A facet, by name. */
    record Key(long namespaceId, String object, String facet) {}

    /** What is noted of a facet. */
    record Noted(Key key, long dueMillis, long version) {}

    /** Hears of rows that are earlier than they were, once they are durable. */
    interface Listener {
        void noted(long namespaceId, long dueMillis);
    }

    /** A change that waits for its commit; {@code result} is of its SQL. */
    private static final class Change {
        private final String sql;
        private final @Nullable Object[] values;
        private volatile boolean isDone;
        private volatile @Nullable RuntimeException failure;
        private volatile long result;

        Change(String sql, @Nullable Object... values) {
            this.sql = sql;
            this.values = values;
        }

        void run(HostSql database) {
            result =
                    sql.equals(COVER)
                            ? database.query(sql, row -> row.integer(0), values).getFirst()
                            : database.execute(sql, values);
        }
    }

    private final HostDatabase database;
    private final AtomicLong lastVersion;
    private final ConcurrentLinkedQueue<Change> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Listener listener = (_, _) -> {};

    AlarmIndex(HostDatabase database) {
        this.database = database;
        database.execute(UNPARK_ALL);
        lastVersion =
                new AtomicLong(database.query(SELECT_VERSION, row -> row.integer(0)).getFirst());
    }

    void listen(Listener newListener) {
        listener = newListener;
    }

    /** What is noted for a facet that is alive. */
    AlarmSlot slot(long namespaceId, String object, String facet) {
        return new AlarmSlot(new Key(namespaceId, object, facet), this);
    }

    /** Returns once it is durable that the facet is looked at by then. */
    Noted cover(Key key, long dueMillis) {
        long version = lastVersion.incrementAndGet();
        var change =
                new Change(COVER, key.namespaceId(), key.object(), key.facet(), dueMillis, version);
        write(change);
        listener.noted(key.namespaceId(), dueMillis);
        return new Noted(key, change.result, version);
    }

    /** Returns once it is durable that somebody is to look at each of these facets. */
    void coverAll(List<Key> keys) {
        for (Key key : keys) {
            waiting.add(
                    new Change(
                            COVER,
                            key.namespaceId(),
                            key.object(),
                            key.facet(),
                            TO_BE_LOOKED_AT,
                            lastVersion.incrementAndGet()));
        }
        write(new Change(NOTHING));
        keys.forEach(key -> listener.noted(key.namespaceId(), TO_BE_LOOKED_AT));
    }

    /**
     * Moves a row to the time at which it really is due, or removes it.
     *
     * @return whether it still had that version
     */
    boolean settle(Key key, long version, OptionalLong dueMillis) {
        var change = settling(key, version, dueMillis);
        write(change);
        dueMillis.ifPresent(due -> listener.noted(key.namespaceId(), due));
        return change.result == 1;
    }

    /** As {@link #settle}; written with the next change, or {@link #flush}. */
    void settleLater(Key key, long version, OptionalLong dueMillis) {
        waiting.add(settling(key, version, dueMillis));
        dueMillis.ifPresent(due -> listener.noted(key.namespaceId(), due));
    }

    /** For whoever makes all rows anew: a row as it is to be, written by {@link #flush}. */
    void put(Key key, long dueMillis) {
        waiting.add(
                new Change(
                        PUT,
                        key.namespaceId(),
                        key.object(),
                        key.facet(),
                        dueMillis,
                        lastVersion.incrementAndGet()));
    }

    /** The newest version there is. */
    long lastVersion() {
        return lastVersion.get();
    }

    /** For whoever has made all rows anew: removes those that are older. */
    void deleteUpTo(long version) {
        write(new Change(DELETE_UP_TO, version));
    }

    /** Nobody declares the facet of that row now. */
    void park(Noted row) {
        var key = row.key();
        write(new Change(PARK, key.namespaceId(), key.object(), key.facet(), row.version()));
    }

    /** Facets of that namespace may be declared that were not before. */
    void unpark(long namespaceId) {
        if (!database.query(SELECT_PARKED, row -> row.integer(0), namespaceId).isEmpty()) {
            write(new Change(UNPARK, namespaceId));
            listener.noted(namespaceId, 0);
        }
    }

    /**
     * That facet is declared, or started, from now on: whoever is about to say that it is not has
     * an older version of its row.
     */
    void unpark(Key key) {
        if (find(key).isPresent()) {
            long version = lastVersion.incrementAndGet();
            write(new Change(UNPARK_FACET, key.namespaceId(), key.object(), key.facet(), version));
            listener.noted(key.namespaceId(), 0);
        }
    }

    /** The facet is gone. */
    void delete(Key key) {
        write(new Change(DELETE_FACET, key.namespaceId(), key.object(), key.facet()));
    }

    /** The facet is gone, with all below it. */
    void deleteWithin(long namespaceId, String object, String facet) {
        write(new Change(DELETE_WITHIN, namespaceId, object, facet));
    }

    /** The object is gone. */
    void delete(long namespaceId, String object) {
        write(new Change(DELETE_OBJECT, namespaceId, object));
    }

    /** The namespace is gone. */
    void deleteAll(long namespaceId) {
        write(new Change(DELETE_NAMESPACE, namespaceId));
    }

    /** Rows of a namespace that are due at that time, those that are overdue longest first. */
    List<Noted> due(long namespaceId, long nowMillis, int limit) {
        return database.query(
                SELECT_DUE,
                row ->
                        new Noted(
                                new Key(namespaceId, row.text(0), row.text(1)),
                                row.integer(2),
                                row.integer(3)),
                namespaceId,
                nowMillis,
                limit);
    }

    /** When the first row of a namespace is due that is not due yet. */
    OptionalLong nextAfter(long namespaceId, long nowMillis) {
        return first(database.query(SELECT_NEXT, AlarmIndex::time, namespaceId, nowMillis));
    }

    /** When the first row of each namespace is due. */
    Map<Long, Long> firstOfEach() {
        return database
                .query(SELECT_FIRST, row -> Map.entry(row.integer(0), row.integer(1)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** A facet's row. */
    Optional<Noted> find(Key key) {
        return database.queryFirst(
                SELECT_FACET,
                row -> new Noted(key, row.integer(0), row.integer(1)),
                key.namespaceId(),
                key.object(),
                key.facet());
    }

    /** When the rows of an object are due, by facet. */
    Map<String, Long> of(long namespaceId, String object) {
        flush();
        return database
                .query(
                        SELECT_OBJECT,
                        row -> Map.entry(row.text(0), row.integer(1)),
                        namespaceId,
                        object)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Writes what was put off. */
    void flush() {
        if (!waiting.isEmpty()) {
            write(new Change(NOTHING));
        }
    }

    private static Change settling(Key key, long version, OptionalLong dueMillis) {
        return dueMillis.isPresent()
                ? new Change(
                        MOVE,
                        dueMillis.getAsLong(),
                        key.namespaceId(),
                        key.object(),
                        key.facet(),
                        version)
                : new Change(REMOVE, key.namespaceId(), key.object(), key.facet(), version);
    }

    /** Returns when it is durable: another's commit may have taken it along. */
    private void write(Change change) {
        waiting.add(change);
        writing.lock();
        try {
            if (!change.isDone) {
                writeAll();
            }
        } finally {
            writing.unlock();
        }
        var failure = change.failure;
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * All or none: whoever waits for one of them is told. Those that nobody waits for are hints.
     */
    private void writeAll() {
        var changes = new ArrayList<Change>();
        for (Change next = waiting.poll(); next != null; next = waiting.poll()) {
            changes.add(next);
        }
        try {
            Carriers.whileSyncing(() -> database.transaction(sql -> runAll(changes, sql)));
        } catch (RuntimeException e) {
            changes.forEach(change -> change.failure = e);
        } finally {
            changes.forEach(change -> change.isDone = true);
        }
    }

    private static int runAll(List<Change> changes, HostSql sql) {
        changes.forEach(change -> change.run(sql));
        return changes.size();
    }

    private static Optional<Long> time(Row row) {
        return row.isNull(0) ? Optional.empty() : Optional.of(row.integer(0));
    }

    private static OptionalLong first(List<Optional<Long>> times) {
        return times.stream().flatMap(Optional::stream).mapToLong(Long::longValue).findFirst();
    }
}
