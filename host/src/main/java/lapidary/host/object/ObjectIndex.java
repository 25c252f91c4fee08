package lapidary.host.object;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import lapidary.host.facet.Carriers;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.HostSql;
import lapidary.host.storage.Row;

/**
 * Which objects there are, for listing; an object's data is found without it. Kept in {@code
 * lapidary.db}. Thread-safe.
 */
final class ObjectIndex {
    private static final String INSERT =
            """
            INSERT INTO object (namespace_id, name, id, last_active_millis)
            VALUES (?, ?, ?, ?)
                ON CONFLICT (namespace_id, name)
                DO UPDATE SET last_active_millis = excluded.last_active_millis
            """;
    private static final String UPDATE =
            """
            UPDATE object
               SET last_active_millis = ?
             WHERE namespace_id = ? AND name = ?
            """;
    private static final String DELETE =
            """
            DELETE FROM object
             WHERE namespace_id = ? AND name = ?
            """;
    private static final String SELECT_PAGE =
            """
              SELECT name, id, last_active_millis
                FROM object
               WHERE namespace_id = ?1 AND name > ?2 AND substr(name, 1, length(?3)) = ?3
            ORDER BY name
               LIMIT ?4
            """;
    private static final String SELECT_ONE =
            """
            SELECT name, id, last_active_millis
              FROM object
             WHERE namespace_id = ? AND name = ?
            """;
    private static final String INSERT_USE =
            """
            INSERT OR IGNORE INTO module_use (module, namespace_id, object_name, facet_name)
            VALUES (?, ?, ?, ?)
            """;
    private static final String DELETE_USE =
            """
            DELETE FROM module_use
             WHERE namespace_id = ? AND object_name = ? AND facet_name = ?
            """;
    private static final String DELETE_OTHER_USES =
            """
            DELETE FROM module_use
             WHERE namespace_id = ? AND object_name = ? AND facet_name = ? AND module <> ?
            """;
    private static final String DELETE_USES =
            """
            DELETE FROM module_use
             WHERE namespace_id = ? AND object_name = ?
            """;
    private static final String SELECT_USE =
            """
               SELECT coalesce(namespace.name, '(deleted)'), object_name, facet_name
                 FROM module_use
            LEFT JOIN namespace ON namespace.id = module_use.namespace_id
                WHERE module = ?
                LIMIT 1
            """;

    private static final String SET_DOOMED =
            """
            UPDATE object
               SET is_doomed = ?
             WHERE namespace_id = ? AND name = ?
            """;
    private static final String SELECT_DOOMED =
            """
            SELECT namespace_id, name, id
              FROM object
             WHERE is_doomed = 1
            """;

    private static final String SELECT_NEXT =
            """
              SELECT namespace.name, object.name, object.namespace_id
                FROM object
                JOIN namespace ON namespace.id = object.namespace_id
               WHERE (object.namespace_id, object.name) > (?, ?)
            ORDER BY object.namespace_id, object.name
               LIMIT ?
            """;

    /** An object of any namespace. */
    record Place(String namespace, String object, long namespaceId) {
        /** Before all of them. */
        static final Place START = new Place("", "", 0);
    }

    /** An object whose deletion a crash has interrupted. */
    record Doomed(long namespaceId, String name, String id) {}

    /** An object as it is listed. */
    record Entry(String name, String id, long lastActiveMillis) {}

    private record Key(long namespaceId, String name) {}

    private final HostDatabase database;

    /** When objects were last active, as far as it is not written yet. */
    private final ConcurrentHashMap<Key, Long> touched = new ConcurrentHashMap<>();

    ObjectIndex(HostDatabase database) {
        this.database = database;
    }

    void touch(long namespaceId, String name, ObjectId id, long nowMillis) {
        Carriers.whileSyncing(
                () -> database.execute(INSERT, namespaceId, name, id.hex(), nowMillis));
    }

    /** As {@link #touch} for an object that is there; written by {@link #flush}. */
    void touchLater(long namespaceId, String name, long nowMillis) {
        touched.put(new Key(namespaceId, name), nowMillis);
    }

    /** Writes what was put off: one commit for all of it. */
    void flush() {
        if (touched.isEmpty()) {
            return;
        }
        var written = Map.copyOf(touched);
        Carriers.whileSyncing(() -> database.transaction(sql -> update(sql, written)));
        written.forEach(touched::remove);
    }

    private static int update(HostSql sql, Map<Key, Long> written) {
        written.forEach(
                (key, millis) -> sql.execute(UPDATE, millis, key.namespaceId(), key.name()));
        return written.size();
    }

    /**
     * From now on the object is to go, whatever happens: if its data is still there at the next
     * start, it is deleted then.
     */
    void doom(long namespaceId, String name) {
        Carriers.whileSyncing(() -> database.execute(SET_DOOMED, 1L, namespaceId, name));
    }

    /** Its data could not be deleted, and it stays. */
    void spare(long namespaceId, String name) {
        Carriers.whileSyncing(() -> database.execute(SET_DOOMED, 0L, namespaceId, name));
    }

    /** Objects whose deletion was interrupted. */
    List<Doomed> doomed() {
        return database.query(
                SELECT_DOOMED, row -> new Doomed(row.integer(0), row.text(1), row.text(2)));
    }

    void delete(long namespaceId, String name) {
        touched.remove(new Key(namespaceId, name));
        Carriers.whileSyncing(() ->
                database.transaction(sql ->
                        sql.execute(DELETE_USES, namespaceId, name)
                                + sql.execute(DELETE, namespaceId, name)));
    }

    /**
     * Objects whose name begins with {@code prefix}, in order, from the one after {@code after}.
     */
    List<Entry> page(long namespaceId, String prefix, String after, int limit) {
        flush();
        return database.query(SELECT_PAGE, ObjectIndex::entry, namespaceId, after, prefix, limit);
    }

    /** The objects of all namespaces, from the one after {@code after}. */
    List<Place> next(Place after, int limit) {
        return database.query(
                SELECT_NEXT,
                row -> new Place(row.text(0), row.text(1), row.integer(2)),
                after.namespaceId(),
                after.object(),
                limit);
    }

    Optional<Entry> find(long namespaceId, String name) {
        flush();
        return database.query(SELECT_ONE, ObjectIndex::entry, namespaceId, name).stream()
                .findFirst();
    }

    /** Notes that a facet of this object was set to run that module, by name or digest. */
    void noteUse(String module, long namespaceId, String object, String facet) {
        database.execute(INSERT_USE, module, namespaceId, object, facet);
    }

    void forgetUses(long namespaceId, String object) {
        database.execute(DELETE_USES, namespaceId, object);
    }

    void forgetUse(long namespaceId, String object, String facet) {
        database.execute(DELETE_USE, namespaceId, object, facet);
    }

    /** Once the facet was set to run that module, what it was set to run before is forgotten. */
    void forgetOtherUses(String module, long namespaceId, String object, String facet) {
        database.execute(DELETE_OTHER_USES, namespaceId, object, facet, module);
    }

    /** The first facet that was set to run that module. */
    Optional<ModuleUse> useOf(String module) {
        return database
                .query(
                        SELECT_USE,
                        row -> ModuleUse.byFacet(row.text(0), row.text(1), row.text(2)),
                        module)
                .stream()
                .findFirst();
    }

    private static Entry entry(Row row) {
        return new Entry(row.text(0), row.text(1), row.integer(2));
    }
}
