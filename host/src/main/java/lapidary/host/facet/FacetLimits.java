package lapidary.host.facet;

import lapidary.abi.Limits;
import lapidary.host.fuel.Fuel;
import lapidary.host.storage.DatabaseLimits;

/**
 * What one facet may use: the lowest of what the contract, its namespace and its supervisor say.
 *
 * @param fuelPerEvent units of fuel
 * @param memoryBytesMax of its linear memory
 * @param storageBytesMax of its database
 * @param objectStorageBytesMax of all databases of its object
 * @param subrequestsMax requests that an event makes of others
 */
public record FacetLimits(
        Fuel fuelPerEvent,
        long memoryBytesMax,
        long storageBytesMax,
        long objectStorageBytesMax,
        long subrequestsMax) {
    public static final FacetLimits DEFAULT =
            new FacetLimits(
                    Fuel.EVENT_DEFAULT,
                    Limits.MEMORY_BYTES_MAX,
                    Limits.STORAGE_BYTES_MAX,
                    Long.MAX_VALUE,
                    Limits.EVENT_SUBREQUESTS_MAX);

    /** Those of its database. */
    public DatabaseLimits database() {
        return new DatabaseLimits(storageBytesMax, objectStorageBytesMax);
    }
}
