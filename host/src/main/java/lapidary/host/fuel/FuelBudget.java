package lapidary.host.fuel;

/**
 * A meter for work that no guest runs: a statement from the control plane. Confined to a thread.
 */
public final class FuelBudget implements FuelMeter {
    private final Fuel limit;
    private long left;

    public FuelBudget(Fuel limit) {
        this.limit = limit;
        this.left = limit.units();
    }

    @Override
    public void charge(long units) {
        if (units > left) {
            left = 0;
            throw new OutOfFuel();
        }
        left -= units;
    }

    @Override
    public long left() {
        return left;
    }

    public Fuel used() {
        return new Fuel(limit.units() - left);
    }
}
