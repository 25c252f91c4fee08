package lapidary.host.facet;

import java.util.List;
import lapidary.host.fuel.Fuel;
import org.jspecify.annotations.Nullable;

/**
 * What a text of SQL gave that ran as an event.
 *
 * @param rows in column order: {@code null}, {@code Long}, {@code Double}, {@code String} or {@code
 *     byte[]}
 */
public record SqlOutcome(
        List<String> columns,
        List<List<@Nullable Object>> rows,
        long rowsRead,
        long rowsWritten,
        Fuel used) {}
