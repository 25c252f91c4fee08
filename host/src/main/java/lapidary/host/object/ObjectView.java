package lapidary.host.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object as operators see it.
 *
 * @param lastActiveMillis when it was last made or woken, since the epoch
 * @param bytes of all its files
 */
public record ObjectView(
        String name,
        String id,
        long lastActiveMillis,
        long bytes,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FacetView> facets) {
    /**
     * A facet of it.
     *
     * @param module as its options name it, or null if nobody declares the facet any more
     * @param state {@code running} or {@code hibernated}
     * @param bytes of its database file
     * @param usage what it used, as far as that is kept, or null if that was not asked for
     * @param alarm when its alarm is due, in milliseconds since the epoch, or null if none is set
     */
    public record FacetView(
            String name,
            @Nullable String module,
            String state,
            long bytes,
            @Nullable Long alarm,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> usage) {
        /** Of which nobody asks what it used. */
        public FacetView(
                String name,
                @Nullable String module,
                String state,
                long bytes,
                @Nullable Long alarm) {
            this(name, module, state, bytes, alarm, null);
        }
    }

    public ObjectView {
        facets = List.copyOf(facets);
    }

    /** The same, with what each facet used, by its path. */
    public ObjectView withUsage(Map<String, Map<String, Object>> usage) {
        var used =
                facets.stream()
                        .map(facet ->
                                new FacetView(
                                        facet.name(),
                                        facet.module(),
                                        facet.state(),
                                        facet.bytes(),
                                        facet.alarm(),
                                        usage.getOrDefault(
                                                FacetPath.ofGuest(FacetPath.ofShown(facet.name())),
                                                Map.of())))
                        .toList();
        return new ObjectView(name, id, lastActiveMillis, bytes, used);
    }
}
