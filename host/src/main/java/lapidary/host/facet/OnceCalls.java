package lapidary.host.facet;

import static lapidary.abi.ResultCode.LIMIT;

import java.util.function.Supplier;
import lapidary.abi.Limits;
import lapidary.host.error.HostException;
import lapidary.host.error.Refusal;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.fuel.Fuel;
import lapidary.host.guest.CollectedReply;
import lapidary.host.guest.FacetsBelow;
import lapidary.host.guest.FetchEvent;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.GuestContext;
import lapidary.host.guest.GuestReach;
import lapidary.host.guest.OpenReply;

/**
 * Code that runs once within an event: on a stack of its own, for the fuel of whoever asked, and
 * ended with it. Confined to the event's thread.
 */
final class OnceCalls {
    private final FacetServices services;
    private final EventGuard guard;
    private final int depth;

    /**
     * @param guard of the event
     * @param depth 0 for a facet, one more for code that runs once within it
     */
    OnceCalls(FacetServices services, EventGuard guard, int depth) {
        this.services = services;
        this.guard = guard;
        this.depth = depth;
    }

    /** What a facet's guest may ask of others. */
    static GuestReach reach(
            FacetServices services, FacetSpec spec, EventGuard guard, FacetsBelow below) {
        return new OnceCalls(services, guard, 0).reach(spec, below);
    }

    /** What code that runs once for a client may ask of others. */
    static GuestReach reach(FacetServices services, FacetSpec spec, EventGuard guard) {
        return new OnceCalls(services, guard, 1).reach(spec, FacetsBelow.NONE);
    }

    private GuestReach reach(FacetSpec spec, FacetsBelow below) {
        return new GuestReach(
                spec.limits().subrequestsMax(),
                new EventLoader(services, spec, this),
                new EventOutbound(services, spec, guard, this),
                below);
    }

    /**
     * @throws Refusal {@code LIMIT} if it is as deep as it may be already
     */
    void requireRoom() {
        if (depth >= Limits.ONCE_DEPTH_MAX) {
            throw new Refusal(
                    LIMIT,
                    "code that runs once may run other code, " + Limits.ONCE_DEPTH_MAX + " deep");
        }
    }

    /** Does what may have to wait until a module is compiled. */
    <T> T loading(Supplier<T> work) {
        var thread = Thread.currentThread();
        try {
            return guard.waiting(thread::interrupt, work);
        } catch (HostException e) {
            throw CallRefusals.of(e);
        }
    }

    /** Runs it; what it burns is {@code payer}'s. */
    OpenReply fetch(FacetSpec spec, FetchRequest request, GuestContext payer) {
        var limit = new Fuel(Math.min(spec.limits().fuelPerEvent().units(), payer.left()));
        try (var reply = new CollectedReply(services.memory())) {
            var event = new FetchEvent(request, reply);
            var outcome = run(new OnceRun(services, spec, guard, limit), event, spec, payer);
            if (outcome instanceof Replied replied) {
                return reply.whole(replied.rest(), replied.used());
            }
            throw CallRefusals.of(outcome);
        } catch (HostException e) {
            throw CallRefusals.of(e);
        }
    }

    private Outcome run(OnceRun run, FetchEvent event, FacetSpec spec, GuestContext payer) {
        var reach = new OnceCalls(services, guard, depth + 1).reach(spec, FacetsBelow.NONE);
        try {
            return guard.within(
                    () -> OwnStack.run(() -> run.fetch(event, reach)), () -> run.used().units());
        } finally {
            payer.payFor(run.meter());
        }
    }
}
