package lapidary.host.storage;

import lapidary.host.fuel.FuelMeter;
import lapidary.host.fuel.OutOfFuel;

/** Fuel to burn in a test, counted. */
final class TestTank implements FuelMeter {
    private final long limit;
    private long left;

    TestTank(long units) {
        limit = units;
        left = units;
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

    long burned() {
        return limit - left;
    }
}
