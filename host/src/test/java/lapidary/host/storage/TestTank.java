package lapidary.host.storage;

import lapidary.host.fuel.FuelMeter;
import lapidary.host.fuel.OutOfFuel;

/** Fuel to burn in a test, counted. */
final class TestTank implements FuelMeter {
    private final long limit;
    private long left;
    private long throwsAt = Long.MIN_VALUE;
    private RuntimeException thrown = new OutOfFuel();

    TestTank(long units) {
        limit = units;
        left = units;
    }

    /** Throws that, as a listener may, once so many more units have burned. */
    void throwAfter(long units, RuntimeException exception) {
        throwsAt = left - units;
        thrown = exception;
    }

    @Override
    public void charge(long units) {
        if (left - units < throwsAt) {
            throw thrown;
        }
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
