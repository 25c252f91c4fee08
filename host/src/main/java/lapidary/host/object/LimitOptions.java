package lapidary.host.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.stream.Stream;
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
 * @param subrequests outbound requests per event
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitOptions(
        @Nullable Long fuelPerEvent,
        @Nullable Long memoryBytes,
        @Nullable Long storageBytes,
        @Nullable Long subrequests) {
    /** Lets JSON leave out limits of which none is set: Jackson asks what equals the filter. */
    static final class IsNone {
        @Override
        public boolean equals(@Nullable Object other) {
            return other == null || NONE.equals(other);
        }

        @Override
        public int hashCode() {
            return NONE.hashCode();
        }
    }

    static final LimitOptions NONE = new LimitOptions(null, null, null, null);

    /** The lower of these and those that hold otherwise. */
    FacetLimits within(FacetLimits outer) {
        return new FacetLimits(
                new Fuel(lower(fuelPerEvent, outer.fuelPerEvent().units())),
                lower(memoryBytes, outer.memoryBytesMax()),
                lower(storageBytes, outer.storageBytesMax()));
    }

    void check(String where) {
        boolean isNegative =
                Stream.of(fuelPerEvent, memoryBytes, storageBytes, subrequests)
                        .anyMatch(limit -> limit != null && limit < 0);
        if (isNegative) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID, where + ".limits: a limit is zero or more");
        }
        if (subrequests != null && subrequests > Limits.EVENT_SUBREQUESTS_MAX) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID,
                    where + ".limits.subrequests is at most " + Limits.EVENT_SUBREQUESTS_MAX);
        }
    }

    private static long lower(@Nullable Long inner, long outer) {
        return inner == null ? outer : Math.min(inner, outer);
    }
}
