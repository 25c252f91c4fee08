package lapidary.host.facet;

import lapidary.host.fuel.Fuel;
import lapidary.host.guest.GuestContext;
import lapidary.host.storage.EventInputs;
import lapidary.host.storage.FacetDatabase;

/**
 * Work for an event that waits for it, and pays for it: no more than it has left. Confined to the
 * thread that does it.
 */
final class ForCaller implements GuestWork {
    private final GuestWork work;
    private final Fuel left;
    private boolean hasBegun;

    /**
     * @param left what the waiting event has left
     */
    ForCaller(GuestWork work, Fuel left) {
        this.work = work;
        this.left = left;
    }

    @Override
    public String export() {
        return work.export();
    }

    @Override
    public Fuel limit(Fuel ofFacet) {
        return new Fuel(Math.min(ofFacet.units(), left.units()));
    }

    @Override
    public void begin(GuestContext context, EventInputs inputs) {
        work.begin(context, inputs);
    }

    @Override
    public void begun(FacetDatabase database, EventInputs inputs) {
        hasBegun = true;
        work.begun(database, inputs);
    }

    @Override
    public void returned(FacetDatabase database) {
        work.returned(database);
    }

    @Override
    public Outcome done(Fuel used) {
        return work.done(used);
    }

    /** Waking a facet is nothing that a caller pays for. */
    Called called(Outcome outcome) {
        return new Called(outcome, hasBegun ? outcome.used().units() : 0);
    }
}
