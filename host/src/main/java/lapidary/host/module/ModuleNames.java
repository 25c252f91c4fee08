package lapidary.host.module;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import lapidary.host.json.Json;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.Row;

/**
 * Which digest each name means now. Kept in {@code lapidary.db}, and in memory, where every event
 * looks. Thread-safe; a change is durable when its method returns.
 */
final class ModuleNames {
    private static final String SELECT_ALL =
            """
            SELECT info
              FROM module
            """;
    private static final String UPSERT =
            """
            INSERT INTO module (name, info)
            VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET info = excluded.info
            """;
    private static final String DELETE =
            """
            DELETE FROM module
             WHERE name = ?
            """;

    private record Entry(Digest digest, ModuleInfo info) {}

    private final HostDatabase database;
    private final ConcurrentSkipListMap<String, Entry> entries = new ConcurrentSkipListMap<>();

    ModuleNames(HostDatabase database) {
        this.database = database;
        for (var info : database.query(SELECT_ALL, ModuleNames::info)) {
            entries.put(info.name(), entry(info));
        }
    }

    Optional<Digest> digest(String name) {
        return Optional.ofNullable(entries.get(name)).map(Entry::digest);
    }

    Optional<ModuleInfo> find(String name) {
        return Optional.ofNullable(entries.get(name)).map(Entry::info);
    }

    /**
     * Lets a name mean a module.
     *
     * @return whether it meant something else before, or nothing
     */
    synchronized boolean put(ModuleInfo info) {
        var before = entries.get(info.name());
        if (before != null && before.info().digest().equals(info.digest())) {
            return false;
        }
        database.execute(UPSERT, info.name(), new String(Json.bytes(info), UTF_8));
        entries.put(info.name(), entry(info));
        return true;
    }

    synchronized void delete(String name) {
        database.execute(DELETE, name);
        entries.remove(name);
    }

    /** Those whose names are visible, by name, from the one after {@code after}. */
    List<ModuleInfo> after(String after, int limit, Predicate<String> isVisible) {
        return entries.tailMap(after, false).values().stream()
                .map(Entry::info)
                .filter(info -> isVisible.test(info.name()))
                .limit(limit)
                .toList();
    }

    private static Entry entry(ModuleInfo info) {
        return new Entry(Digest.parse(info.digest()), info);
    }

    private static ModuleInfo info(Row row) {
        return Json.read(row.text(0).getBytes(UTF_8), ModuleInfo.class);
    }
}
