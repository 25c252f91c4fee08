package lapidary.host.facet;

import lapidary.abi.AbiExports;
import lapidary.abi.Limits;
import lapidary.host.engine.GuestInstance;
import lapidary.host.engine.GuestTrap;
import lapidary.host.engine.InstanceLimits;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.OutOfFuel;
import lapidary.host.guest.GuestContext;
import lapidary.host.guest.GuestExit;

/** How an instance comes to be, whether it is to stay or to run once. Stateless. */
final class Waking {
    private Waking() {}

    /**
     * An instance whose start function has run.
     *
     * @throws WakeStopped if that trapped, ran out of fuel or ended itself
     */
    static GuestInstance instance(
            FacetServices services,
            FacetSpec spec,
            GuestContext context,
            Fuel fuel,
            EventGuard guard) {
        var limits = new InstanceLimits(spec.limits().memoryBytesMax(), Limits.TABLE_ELEMENTS_MAX);
        var module = services.modules().compiled(spec.digest());
        try {
            return module.instantiate(services.imports(), limits, context, fuel, guard);
        } catch (OutOfFuel | GuestTrap | GuestExit stop) {
            throw new WakeStopped(stop, new Fuel(guard.stoppedAt()));
        }
    }

    /** Pays for the instance and runs what runs once in it, before its first event. */
    static void run(GuestInstance guest) {
        guest.tank().charge(WakePrice.of(guest));
        callIfThere(guest, AbiExports.INITIALIZE);
        callIfThere(guest, AbiExports.INIT);
    }

    private static void callIfThere(GuestInstance guest, String export) {
        if (guest.exports(export)) {
            guest.call(export);
        }
    }
}
