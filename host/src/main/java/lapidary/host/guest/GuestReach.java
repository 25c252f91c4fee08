package lapidary.host.guest;

import lapidary.abi.Limits;

/**
 * How far a guest reaches beyond its own facet. Immutable.
 *
 * @param subrequestsMax requests that an event may make of others
 * @param loader for whoever was granted it
 * @param outbound by its policy
 * @param below the facets below, for whoever was granted them
 */
public record GuestReach(long subrequestsMax, Loader loader, Outbound outbound, FacetsBelow below) {
    /** As far as nobody is on the other side. */
    public static final GuestReach NONE =
            new GuestReach(
                    Limits.EVENT_SUBREQUESTS_MAX, Loader.NONE, Outbound.NONE, FacetsBelow.NONE);
}
