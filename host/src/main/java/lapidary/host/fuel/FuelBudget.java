package lapidary.host.fuel;

/**
 * A meter for work that no guest runs: a statement from the control plane. Confined to a thread.
 */
public final class FuelBudget implements FuelMeter {
    private static final long SLICE = 128 << 10;

    private final Fuel limit;
    private final SliceListener listener;
    private long left;
    private long nextSliceAt;

    public FuelBudget(Fuel limit) {
        this(limit, SliceListener.NONE);
    }

    /**
     * @param listener told after each slice of some 0.1 ms
     */
    public FuelBudget(Fuel limit, SliceListener listener) {
        this.limit = limit;
        this.listener = listener;
        this.left = limit.units();
        this.nextSliceAt = left - SLICE;
    }

    @Override
    public void charge(long units) {
        if (units > left) {
            left = 0;
            throw new OutOfFuel();
        }
        left -= units;
        if (left < nextSliceAt) {
            nextSliceAt = left - SLICE;
            listener.onSlice(limit.units() - left);
        }
    }

    @Override
    public long left() {
        return left;
    }

    public Fuel used() {
        return new Fuel(limit.units() - left);
    }
}
