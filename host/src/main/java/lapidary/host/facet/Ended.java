package lapidary.host.facet;

import lapidary.host.storage.FacetDatabase;

/**
 * An event whose turn is over, and the commit that it depends on: its own, or the last one that it
 * may have read. Immutable.
 *
 * @param commit the number that {@link FacetDatabase#awaitDurable} takes
 */
record Ended<T>(T outcome, FacetDatabase database, long commit) {
    /** The output gate: returns once nothing that the outcome tells can be lost. */
    T atTheGate() {
        database.awaitDurable(commit);
        return outcome;
    }
}
