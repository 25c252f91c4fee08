package lapidary.host.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lapidary.host.error.FailureException;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.storage.AlarmTable.Alarm;
import lapidary.host.storage.DatabaseLimits;
import lapidary.host.storage.FacetDatabase;
import lapidary.host.storage.HostDatabase;

/**
 * Makes the index of alarms anew from the databases of all facets: after {@code lapidary.db} came
 * back from an older copy. For a data folder that no server uses. Confined to a thread.
 */
public final class AlarmRebuild {
    private static final String SELECT_PAGE =
            """
              SELECT namespace_id, name, id
                FROM object
               WHERE (namespace_id, name) > (?1, ?2)
            ORDER BY namespace_id, name
               LIMIT ?3
            """;
    private static final int PAGE = 500;

    /**
     * What was found.
     *
     * @param facets whose databases were looked into
     * @param unreadable those that could not be; their rows stay as they were, and all others that
     *     were not found again, too
     * @param unnamed folders of objects of which the catalogue knows no name: their facets note
     *     their alarms when they wake
     */
    public record Found(long objects, long facets, long alarms, long unreadable, long unnamed) {}

    private record Named(ObjectId id, String name) {}

    private final Path root;
    private final HostDatabase catalogue;
    private final AlarmIndex index;
    private final Orphans orphans = new Orphans();
    private final Set<Path> folders = new HashSet<>();
    private long objects;
    private long facets;
    private long alarms;
    private long unreadable;

    private AlarmRebuild(Path dataFolder, HostDatabase catalogue) {
        this.root = dataFolder.resolve("objects");
        this.catalogue = catalogue;
        this.index = new AlarmIndex(catalogue);
    }

    /** Looks into every facet's database. */
    public static Found run(Path dataFolder, HostDatabase catalogue) {
        return new AlarmRebuild(dataFolder, catalogue).run();
    }

    private Found run() {
        long before = index.lastVersion();
        var last = new Named(new ObjectId(0, ""), "");
        var page = page(last);
        while (!page.isEmpty()) {
            page.forEach(this::lookInto);
            index.flush();
            page = page(page.getLast());
        }
        if (unreadable == 0) {
            index.deleteUpTo(before);
        }
        return new Found(objects, facets, alarms, unreadable, unnamed());
    }

    private List<Named> page(Named after) {
        return catalogue.query(
                SELECT_PAGE,
                row -> new Named(new ObjectId(row.integer(0), row.text(2)), row.text(1)),
                after.id().namespaceId(),
                after.name(),
                PAGE);
    }

    private void lookInto(Named object) {
        var folder = object.id().folder(root);
        folders.add(folder);
        objects++;
        var tree = new ObjectTree(folder, orphans, MemoryBudget.UNLIMITED, _ -> {});
        tree.nodes()
                .forEach((facet, node) -> {
                    if (Files.exists(tree.file(node))) {
                        facets++;
                        note(
                                new AlarmIndex.Key(object.id().namespaceId(), object.name(), facet),
                                tree.file(node));
                    }
                });
    }

    private void note(AlarmIndex.Key key, Path file) {
        try (var database = FacetDatabase.open(file, DatabaseLimits.DEFAULT)) {
            var alarm = database.alarm().kept();
            alarm.map(Alarm::dueMillis).ifPresent(due -> index.put(key, due));
            alarms += alarm.isPresent() ? 1 : 0;
        } catch (FailureException _) {
            unreadable++;
        }
    }

    private long unnamed() {
        if (!Files.exists(root)) {
            return 0;
        }
        try (var all = Files.walk(root, ObjectId.FOLDER_DEPTH)) {
            return all.filter(folder ->
                            root.relativize(folder).getNameCount() == ObjectId.FOLDER_DEPTH)
                    .filter(folder -> !folders.contains(folder))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
