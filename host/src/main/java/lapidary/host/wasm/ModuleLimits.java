package lapidary.host.wasm;

import lapidary.abi.Limits;

/**
 * What a module may ask for at its start.
 *
 * @param memoryBytesMax its memory, in bytes
 * @param tableElementsMax each of its tables
 */
public record ModuleLimits(long memoryBytesMax, int tableElementsMax) {
    /** The published limits. */
    public static final ModuleLimits PUBLISHED =
            new ModuleLimits(Limits.MEMORY_BYTES_MAX, Limits.TABLE_ELEMENTS_MAX);
}
