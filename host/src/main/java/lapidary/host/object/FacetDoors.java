package lapidary.host.object;

import lapidary.host.facet.FacetDoor;

/** Gives the way to a facet, for as long as the host runs. */
@FunctionalInterface
interface FacetDoors {
    FacetDoor to(long namespaceId, String object, String facet);
}
