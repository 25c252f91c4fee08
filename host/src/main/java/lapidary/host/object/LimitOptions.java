package lapidary.host.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import lapidary.abi.Limits;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.facet.FacetLimits;
import lapidary.host.fuel.Fuel;
import org.jspecify.annotations.Nullable;

/**
 * Limits as a document sets them: each lower than what holds otherwise, or left out.
 *
 * @param fuelPerEvent in units
 * @param subrequests requests that an event makes of others
 * @param objectStorageBytes in use in all databases of one object together; a namespace's only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitOptions(
        @Nullable Long fuelPerEvent,
        @Nullable Long memoryBytes,
        @Nullable Long storageBytes,
        @Nullable Long subrequests,
        @Nullable Long objectStorageBytes) {
    static final LimitOptions NONE = new LimitOptions(null, null, null, null, null);

    /** No more fuel than that for an event. */
    public static LimitOptions ofFuelPerEvent(long units) {
        return new LimitOptions(units, null, null, null, null);
    }

    /** The lower of these and those that hold otherwise. */
    FacetLimits within(FacetLimits outer) {
        return new FacetLimits(
                new Fuel(lower(fuelPerEvent, outer.fuelPerEvent().units())),
                lower(memoryBytes, outer.memoryBytesMax()),
                lower(storageBytes, outer.storageBytesMax()),
                lower(objectStorageBytes, outer.objectStorageBytesMax()),
                lower(subrequests, outer.subrequestsMax()));
    }

    /** As {@link #check}, of a facet. */
    void checkOfFacet(String where) {
        check(where);
        if (objectStorageBytes != null) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID,
                    where + ".objectStorageBytes is for a namespace's limits");
        }
    }

    void check(String where) {
        check(where + ".fuelPerEvent", fuelPerEvent, 1, Long.MAX_VALUE);
        check(where + ".memoryBytes", memoryBytes, 0, Long.MAX_VALUE);
        check(where + ".storageBytes", storageBytes, 0, Long.MAX_VALUE);
        check(where + ".objectStorageBytes", objectStorageBytes, 0, Long.MAX_VALUE);
        check(where + ".subrequests", subrequests, 0, Limits.EVENT_SUBREQUESTS_MAX);
    }

    private static void check(String where, @Nullable Long limit, long min, long max) {
        if (limit != null && (limit < min || limit > max)) {
            String bounds = max == Long.MAX_VALUE ? min + " or more" : min + " to " + max;
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID,
                    where + " is " + bounds + ", or left out; it was " + limit);
        }
    }

    private static long lower(@Nullable Long inner, long outer) {
        return inner == null ? outer : Math.min(inner, outer);
    }
}
