package lapidary.host.facet;

import lapidary.abi.AbiExports;
import lapidary.host.engine.GuestInstance;
import lapidary.host.engine.GuestTrap;
import lapidary.host.error.HostException;
import lapidary.host.facet.Outcome.Failed;
import lapidary.host.facet.Outcome.FuelExhausted;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.facet.Outcome.Trapped;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.OutOfFuel;
import lapidary.host.fuel.SliceListener;
import lapidary.host.guest.EventRandom;
import lapidary.host.guest.FetchEvent;
import lapidary.host.guest.GuestContext;
import lapidary.host.guest.GuestExit;
import lapidary.host.guest.GuestReach;
import lapidary.host.socket.FacetSockets;
import lapidary.host.storage.EventInputs;
import lapidary.host.usage.EventEnd;
import lapidary.host.usage.EventMeter;

/**
 * One run of a module in a fresh instance without storage: woken, asked once, dropped. It wakes for
 * each request, so what that burns is the request's. Confined to the event's thread.
 */
final class OnceRun {
    private final FacetServices services;
    private final FacetSpec spec;
    private final EventGuard guard;
    private final Fuel limit;
    private final EventInputs inputs;
    private final OnceMetering metering;
    private Fuel used = Fuel.NONE;

    /**
     * @param guard of the event, which has begun
     * @param limit what it may burn
     */
    OnceRun(FacetServices services, FacetSpec spec, EventGuard guard, Fuel limit) {
        this.services = services;
        this.spec = spec;
        this.guard = guard;
        this.limit = limit;
        this.inputs = new EventInputs(services.clock().millis(), new EventRandom(services.seeds()));
        this.metering = new OnceMetering(services.usage().sink(), spec, inputs.startMillis());
    }

    /** What it did, once it is over. */
    EventMeter meter() {
        return metering.meter();
    }

    /** What it has burned, once it is over, however it ended. */
    Fuel used() {
        return used;
    }

    /**
     * Runs it.
     *
     * @throws EventStopped if the event was aborted
     * @throws lapidary.host.error.HostException if it could not be run
     */
    Outcome fetch(FetchEvent event, GuestReach reach) {
        try {
            var outcome = metering.run(() -> awake(event, reach));
            metering.ended(EventRunner.end(outcome), outcome.failure().orElse(""), used);
            return outcome;
        } catch (EventStopped stopped) {
            metering.ended(EventEnd.ABORTED, stopped.abort().reason(), used);
            throw stopped;
        } catch (HostException e) {
            metering.ended(EventEnd.UNAVAILABLE, e.code().name(), used);
            throw e;
        } catch (RuntimeException | Error e) {
            metering.ended(EventEnd.HOST_FAILED, "", used);
            throw e;
        }
    }

    private Outcome awake(FetchEvent event, GuestReach reach) {
        var context =
                new GuestContext(
                        spec.identity(), null, services.log(), nobodys(), metering.meter(), reach);
        context.beginWake(inputs);
        GuestInstance guest;
        try {
            guest = Waking.instance(services, spec, context, limit, guard);
        } catch (WakeStopped wake) {
            used = wake.used();
            return stopped(wake.stop());
        }
        try (guest) {
            return fetch(guest, context, event);
        } finally {
            used = burned(guest);
            guest.tank().listen(SliceListener.NONE); // nothing may end an event that has ended
            context.endEvent();
        }
    }

    /** No socket is accepted and no stream kept: {@code HostEdge} denies it. */
    private FacetSockets nobodys() {
        return new FacetSockets(services.memory(), _ -> {});
    }

    private Outcome fetch(GuestInstance guest, GuestContext context, FetchEvent event) {
        try {
            Waking.run(guest);
            context.beginEvent(inputs, event);
            EventRunner.call(new LiveInstance(guest, context), AbiExports.FETCH);
            context.countReply();
            return new Replied(event.reply(), event.isStreaming(), burned(guest));
        } catch (OutOfFuel | GuestTrap | GuestExit stop) {
            used = burned(guest);
            return stopped(stop);
        }
    }

    private static Fuel burned(GuestInstance guest) {
        return new Fuel(guest.tank().used());
    }

    private Outcome stopped(RuntimeException stop) {
        return switch (stop) {
            case OutOfFuel _ -> new FuelExhausted("the code", limit, used);
            case GuestTrap trap -> new Trapped(trap.reason(), trap.function().orElse(""), used);
            default -> new Failed(String.valueOf(stop.getMessage()), used);
        };
    }
}
