package lapidary.host.facet;

import static lapidary.abi.ResultCode.LIMIT;
import static lapidary.abi.ResultCode.NOT_FOUND;

import java.util.Optional;
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
import lapidary.host.guest.Loader;
import lapidary.host.guest.OpenReply;
import lapidary.host.module.ModuleOwner;

/**
 * Code that a guest has loaded, and runs once within an event of its own: on a stack of its own,
 * for the fuel of its caller, and ended with it. Confined to the event's thread.
 */
final class EventLoader implements Loader {
    private final FacetServices services;
    private final FacetSpec caller;
    private final EventGuard guard;
    private final int depth;

    /**
     * @param caller whose guest this is for
     * @param guard of the caller's events
     * @param depth 0 for a facet, one more for code that runs once within it
     */
    private EventLoader(FacetServices services, FacetSpec caller, EventGuard guard, int depth) {
        this.services = services;
        this.caller = caller;
        this.guard = guard;
        this.depth = depth;
    }

    /** What code that runs once may ask of others. */
    static GuestReach reach(FacetServices services, FacetSpec spec, EventGuard guard, int depth) {
        return new GuestReach(
                spec.limits().subrequestsMax(),
                new EventLoader(services, spec, guard, depth),
                FacetsBelow.NONE);
    }

    /** What a facet's guest may ask of others. */
    static GuestReach reach(
            FacetServices services, FacetSpec spec, EventGuard guard, FacetsBelow below) {
        return new GuestReach(
                spec.limits().subrequestsMax(), new EventLoader(services, spec, guard, 0), below);
    }

    @Override
    public String load(byte[] wasm) {
        return loading(() -> services.modules().load(wasm).toString());
    }

    @Override
    public String resolve(String name) {
        return Optional.of(name)
                .filter(visible -> ModuleOwner.isVisible(visible, caller.identity().namespace()))
                .flatMap(services.modules()::find)
                .orElseThrow(() -> new Refusal(NOT_FOUND, "no module has that name"))
                .digest();
    }

    @Override
    public Code prepare(String module, byte[] options) {
        if (depth >= Limits.ONCE_DEPTH_MAX) {
            throw new Refusal(
                    LIMIT,
                    "code that runs once may run other code, " + Limits.ONCE_DEPTH_MAX + " deep");
        }
        var spec = loading(() -> services.onceSpecs().within(caller, module, options));
        return (request, payer) -> fetch(spec, request, payer);
    }

    private OpenReply fetch(FacetSpec spec, FetchRequest request, GuestContext payer) {
        var limit = new Fuel(Math.min(spec.limits().fuelPerEvent().units(), payer.left()));
        try (var reply = new CollectedReply(services.memory())) {
            var event = new FetchEvent(request, reply);
            var run = new OnceRun(services, spec, guard, limit);
            var outcome = within(run, event, spec, payer);
            if (outcome instanceof Replied replied) {
                return reply.whole(replied.rest(), replied.used());
            }
            throw CallRefusals.of(outcome);
        } catch (HostException e) {
            throw CallRefusals.of(e);
        }
    }

    private Outcome within(OnceRun run, FetchEvent event, FacetSpec spec, GuestContext payer) {
        var reach = reach(services, spec, guard, depth + 1);
        try {
            return guard.within(
                    () -> OwnStack.run(() -> run.fetch(event, reach)), () -> run.used().units());
        } finally {
            payer.payFor(run.meter());
        }
    }

    /** What may have to wait until a module is compiled. */
    private <T> T loading(Supplier<T> work) {
        var thread = Thread.currentThread();
        try {
            return guard.waiting(thread::interrupt, work);
        } catch (HostException e) {
            throw CallRefusals.of(e);
        }
    }
}
