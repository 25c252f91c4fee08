package lapidary.host.fuel;

/**
 * Where the host charges a guest for work, before doing it. Confined to the event's thread.
 *
 * <p>Implemented by the tank that the compiled guest itself burns from, so that instructions, host
 * functions and SQL are one account.
 */
public interface FuelMeter {
    /**
     * Takes {@code units}, zero or more, from what is left.
     *
     * @throws OutOfFuel if there were fewer: the tank is then empty, and the event at its end
     */
    void charge(long units);

    /** Units that are left, zero or more. */
    long left();
}
