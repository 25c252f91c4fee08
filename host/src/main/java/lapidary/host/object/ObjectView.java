package lapidary.host.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
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
     * @param alarm when its alarm is due, in milliseconds since the epoch, or null if none is set
     */
    public record FacetView(
            String name, @Nullable String module, String state, long bytes, @Nullable Long alarm) {}

    public ObjectView {
        facets = List.copyOf(facets);
    }
}
