package lapidary.host.fuel;

import lapidary.abi.Limits;

/** An amount of fuel, in units. One unit stands for about a nanosecond of the reference machine. */
public record Fuel(long units) {
    /** What an event may burn unless it is granted less: about 30 s of one core. */
    public static final Fuel EVENT_DEFAULT = new Fuel(Limits.EVENT_FUEL_UNITS_MAX);

    public static final Fuel NONE = new Fuel(0);

    public Fuel {
        if (units < 0) {
            throw new IllegalArgumentException("fuel is zero or more units, was " + units);
        }
    }
}
