package lapidary.host.engine;

import lapidary.abi.Limits;

/**
 * What an instance may grow to.
 *
 * @param memoryBytesMax beyond it {@code memory.grow} answers −1
 * @param tableElementsMax beyond it {@code table.grow} answers −1
 */
public record InstanceLimits(long memoryBytesMax, int tableElementsMax) {
    public static final InstanceLimits PUBLISHED =
            new InstanceLimits(Limits.MEMORY_BYTES_MAX, Limits.TABLE_ELEMENTS_MAX);
}
