package lapidary.host.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a restore has brought back.
 *
 * @param to the time that was asked for
 */
public record Restored(Instant to, List<Facet> facets) {
    /**
     * One facet.
     *
     * @param shipped when the last commit that it has was shipped; absent if it had no data
     */
    public record Facet(
            String name, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant shipped) {}

    public Restored {
        facets = List.copyOf(facets);
    }
}
