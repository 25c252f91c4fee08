package lapidary.host.wasm;

import java.util.OptionalLong;

/**
 * How large a memory (in pages of 64 KiB) or a table (in elements) is at first, and at most.
 *
 * @param minimum zero or more
 * @param maximum absent if the module names none
 */
public record Limits(long minimum, OptionalLong maximum) {}
