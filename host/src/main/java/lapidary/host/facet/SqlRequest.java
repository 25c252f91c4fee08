package lapidary.host.facet;

import java.util.List;
import lapidary.host.memory.MemoryClaim;
import org.jspecify.annotations.Nullable;

/**
 * One text of SQL from an operator.
 *
 * @param parameters {@code null}, {@code Long}, {@code Double}, {@code String} or {@code byte[]}
 * @param memory to which the rows are added before they are made; whoever sends them closes it
 */
public record SqlRequest(String text, List<@Nullable Object> parameters, MemoryClaim memory) {}
