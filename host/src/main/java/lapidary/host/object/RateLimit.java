package lapidary.host.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** How much a namespace may be asked for. Kept; enforced in a later version. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RateLimit(@Nullable Double requestsPerSecond, @Nullable Double fuelPerSecond) {}
