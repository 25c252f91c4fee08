package lapidary.host.engine;

import lapidary.host.fuel.FuelMeter;
import lapidary.host.fuel.OutOfFuel;
import lapidary.host.fuel.SliceListener;

/**
 * What an event may burn, and what it has burned. Instructions, host functions and SQL burn from
 * the same tank. Confined to the event's thread.
 *
 * <p>It is not granted all at once but slice by slice, the first ones small. Whoever burns the last
 * of a slice, the guest or the host on its behalf, gets the next one: then the event's {@link
 * SliceListener} may let others go first, or end it. While a function runs, it may keep the fuel in
 * a local of its own, out of our sight. If it then traps, that local is lost, and the slices that
 * were granted are billed in full.
 */
public final class FuelTank implements FuelMeter {
    static final long SLICE_MIN = 16 << 10;

    /** Some 0.1 ms: how exactly the time that an event takes can be told. */
    static final long SLICE_MAX = 128 << 10;

    private final FlatMemory memory;
    private SliceListener listener = SliceListener.NONE;
    private long limit;
    private long granted;
    private long nextSlice = SLICE_MIN;

    FuelTank(FlatMemory memory) {
        this.memory = memory;
    }

    /** Starts an account anew. */
    public void fill(long newLimit) {
        if (newLimit < 0) {
            throw new IllegalArgumentException("fuel is zero or more units, was " + newLimit);
        }
        limit = newLimit;
        granted = Math.min(SLICE_MIN, newLimit);
        nextSlice = SLICE_MIN;
        memory.fuel = granted;
    }

    /** Who is to be told of slices from now on. */
    public void listen(SliceListener newListener) {
        listener = newListener;
    }

    public long limit() {
        return limit;
    }

    /** Units burned since the tank was filled, never over the limit. */
    public long used() {
        return Math.min(limit, granted - memory.fuel);
    }

    @Override
    public long left() {
        return limit - used();
    }

    @Override
    public void charge(long units) {
        if (units < 0) {
            throw new IllegalArgumentException("a price is zero or more units, was " + units);
        }
        if (units > left()) {
            throw empty();
        }
        memory.fuel -= units;
        refuel();
    }

    /** What was granted is burned, and more: gives the next slice. */
    void refuel() {
        if (memory.fuel >= 0) {
            return;
        }
        grantUntilPositive();
        listener.onSlice(used());
    }

    private void grantUntilPositive() {
        while (memory.fuel < 0) {
            if (granted == limit) {
                throw empty();
            }
            long slice = Math.min(Math.max(nextSlice, -memory.fuel), limit - granted);
            granted += slice;
            memory.fuel += slice;
            nextSlice = Math.min(2 * nextSlice, SLICE_MAX);
        }
    }

    /** The guest has returned: its last charges may not have been tested. */
    void settle() {
        if (granted - memory.fuel > limit) {
            throw empty();
        }
    }

    /** The guest has trapped somewhere: what it had been granted is gone. */
    void forfeit() {
        memory.fuel = Math.min(memory.fuel, 0);
    }

    private OutOfFuel empty() {
        granted = limit;
        memory.fuel = 0;
        return new OutOfFuel();
    }
}
