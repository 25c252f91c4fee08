package lapidary.host.facet;

import lapidary.host.storage.FacetDatabase;

/**
 * An event whose turn is over, and the commit that it depends on: its own, or the last one that it
 * may have read. Immutable.
 *
 * @param commit the number that {@link FacetDatabase#passGate} takes
 */
record Ended<T>(T outcome, FacetDatabase database, long commit) {
    /**
     * The output gate: returns once nothing that the outcome tells can be lost, or at once if its
     * namespace is relaxed.
     */
    T atTheGate() {
        database.passGate(commit);
        return outcome;
    }
}
