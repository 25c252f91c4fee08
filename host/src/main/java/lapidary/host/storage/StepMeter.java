package lapidary.host.storage;

import java.sql.SQLException;
import lapidary.abi.Prices;
import lapidary.host.fuel.FuelMeter;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.core.DB;

/**
 * Burns fuel for the steps of SQLite's virtual machine, through the progress handler. Confined to
 * whoever has the turn.
 *
 * <p>SQLite calls a handler after each N steps, but counts N from the statement's whole life, so
 * that a statement that ran before would be charged at other moments than a fresh one. The phase is
 * the same whenever the handler is set with N = 1 before each {@code sqlite3_step}, and again with
 * a larger N inside a callback. What is charged, in order: nothing at the first callback, {@link
 * #FEW} steps at the second and the third, {@link #MANY} at each later one, always for the steps to
 * come. The first {@link #FEW} steps are paid before by whoever arms the meter, so that what ends
 * between two callbacks is not free. Most statements see one or two callbacks, which cost 0.8 µs
 * together.
 */
final class StepMeter extends ProgressHandler {
    /** Steps that are paid when the meter is armed. */
    static final int FEW = 25;

    private static final int MANY = 100;

    private final DB db;
    private @Nullable FuelMeter meter;
    private @Nullable Tariff tariff;
    private int callbacks;
    private @Nullable Throwable stopped;

    StepMeter(DB db) {
        this.db = db;
    }

    /** From now on steps are charged to the meter, each as the tariff has it. */
    void arm(FuelMeter chargedMeter, Tariff chargedTariff) {
        meter = chargedMeter;
        tariff = chargedTariff;
        callbacks = 0;
        stopped = null;
        register(1);
    }

    /**
     * From now on steps are free: SQLite is preparing, or the statement is the host's own.
     *
     * @throws RuntimeException what the meter threw while it was armed
     */
    void disarm() {
        meter = null;
        tariff = null;
        Throwable thrown = stopped;
        stopped = null;
        switch (thrown) {
            case null -> {}
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new IllegalStateException(thrown);
        }
    }

    /** Whether SQLite is at work on a guest's statement: below us are frames of native code. */
    boolean isArmed() {
        return meter != null;
    }

    /** Charges bytes that a host function was given or returns; free when the host is at work. */
    void chargeBytes(long bytes) {
        charge(bytes * Prices.SQL_FUNCTION_BYTE);
    }

    /** Charges what a host function does; free when the host is at work. */
    void charge(long units) {
        if (meter != null) {
            meter.charge(units);
        }
    }

    /** Keeps what a callback threw, since nothing can be thrown through SQLite. */
    void stop(Throwable thrown) {
        if (stopped == null) {
            stopped = thrown;
        }
    }

    boolean isStopped() {
        return stopped != null;
    }

    /** SQLite's callback: anything but 0 interrupts the statement. */
    @Override
    protected int progress() {
        FuelMeter charged = meter;
        Tariff prices = tariff;
        if (charged == null || prices == null) {
            return 0;
        }
        try {
            if (stopped == null) {
                advance(charged, prices);
            }
        } catch (Throwable thrown) {
            stop(thrown);
        }
        return stopped == null ? 0 : 1;
    }

    private void advance(FuelMeter charged, Tariff prices) {
        callbacks++;
        switch (callbacks) {
            case 1 -> register(FEW);
            case 2 -> charged.charge(FEW * prices.next());
            case 3 -> {
                register(MANY);
                charged.charge(FEW * prices.next());
            }
            default -> charged.charge(MANY * prices.next());
        }
    }

    private void register(int steps) {
        try {
            db.register_progress_handler(steps, this);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }
}
