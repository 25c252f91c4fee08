package lapidary.host.object;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which facets an object has, as the archive keeps it for each time. */
record TreeDocument(String object, Map<String, Facet> facets) {
    /**
     * One of them.
     *
     * @param number of its file
     */
    record Facet(
            long number,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable StartOptions options) {}

    TreeDocument {
        facets = new TreeMap<>(facets);
    }

    static TreeDocument of(String object, Map<String, ObjectTree.Node> nodes) {
        return new TreeDocument(
                object,
                nodes.entrySet().stream()
                        .collect(
                                toMap(
                                        Map.Entry::getKey,
                                        entry ->
                                                new Facet(
                                                        entry.getValue().number(),
                                                        entry.getValue().options().orElse(null)))));
    }

    /** The options of a facet, if its object and not its namespace had them. */
    static Optional<StartOptions> optionsOf(Facet facet) {
        return Optional.ofNullable(facet.options());
    }
}
