package lapidary.host.storage;

import java.sql.SQLException;
import java.util.function.LongSupplier;

/** A function without arguments that gives a number of the event's. */
final class CounterFunction extends HostFunction {
    private final LongSupplier counter;

    CounterFunction(StepMeter steps, LongSupplier counter) {
        super(steps);
        this.counter = counter;
    }

    @Override
    void call() throws SQLException {
        result(counter.getAsLong());
    }
}
