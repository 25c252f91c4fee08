package lapidary.host.facet;

import lapidary.host.storage.FacetDatabase;
import lapidary.host.storage.Sabotage;

/** Breaks what a facet has open. Nobody else may have its turn. */
public final class BrokenFacets {
    private BrokenFacets() {}

    public static void closeConnection(Facet facet) {
        Sabotage.closeConnection(database(facet));
    }

    static FacetDatabase database(Facet facet) {
        return facet.life.database(facet.spec());
    }
}
