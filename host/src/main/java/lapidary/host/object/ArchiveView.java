package lapidary.host.object;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lapidary.host.archive.FacetKey;
import lapidary.host.archive.ObjectKey;
import lapidary.host.archive.Restorer;

/**
 * What can be restored of an object, as operators see it.
 *
 * @param facets those that it has now, by name
 */
public record ArchiveView(List<FacetView> facets) {
    /**
     * One facet: any time from the first on can be asked for; what was shipped last is of the last.
     */
    public record FacetView(String name, Instant first, Instant last, int snapshots) {}

    public ArchiveView {
        facets = List.copyOf(facets);
    }

    static ArchiveView of(Restorer restorer, ObjectKey key, Map<String, ObjectTree.Node> nodes) {
        return new ArchiveView(
                new TreeMap<>(nodes)
                        .entrySet().stream()
                                .flatMap(entry ->
                                        restorer
                                                .range(new FacetKey(key, entry.getValue().number()))
                                                .map(range -> view(entry.getKey(), range))
                                                .stream())
                                .toList());
    }

    private static FacetView view(String name, Restorer.Range range) {
        return new FacetView(
                FacetPath.shown(name),
                Instant.ofEpochMilli(range.firstMillis()),
                Instant.ofEpochMilli(range.lastMillis()),
                range.snapshots());
    }
}
