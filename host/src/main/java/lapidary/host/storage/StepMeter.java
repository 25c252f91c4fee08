package lapidary.host.storage;

import java.sql.SQLException;
import lapidary.abi.Prices;
import lapidary.host.fuel.FuelMeter;
import lapidary.host.usage.EventMeter;
import lapidary.host.usage.Measure;
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
 * a larger N inside a callback, which counts from the callback after that. So there is one after
 * step 1 and one after step 2, which are free: the first {@link #FEW} steps are paid before they
 * are made, by whoever arms the meter, and what ends before the next callback is not free either.
 * Then {@link #FEW} steps are paid, and as many as the tariff says at each later callback, always
 * for the steps to come. Most statements see the first two callbacks only, which cost 0.8 µs
 * together.
 */
final class StepMeter extends ProgressHandler {
    static final int FEW = 25;

    private static final int FREE_CALLBACKS = 2;

    private final DB db;
    final SqlWatch watch;
    private @Nullable FuelMeter meter;
    private EventMeter used = new EventMeter();
    private @Nullable Tariff tariff;
    private int callbacks;
    private @Nullable Throwable stopped;

    StepMeter(DB db, SqlWatch watch) {
        this.db = db;
        this.watch = watch;
    }

    /** From now on steps are charged to the event, each as the tariff has it. */
    void arm(GuestEvent event, Tariff chargedTariff) {
        meter = event.meter;
        used = event.used;
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
        int many = prices.stepsAtATime();
        int few = Math.min(FEW, many);
        watch.look(callbacks <= FREE_CALLBACKS ? 1 : many, prices.width());
        switch (callbacks) {
            case 1 -> register(few);
            case 2 -> {}
            case 3 -> {
                register(many);
                pay(charged, prices, few, few);
            }
            default -> pay(charged, prices, few, many);
        }
    }

    /** Where few are paid at a time, the first callbacks are for steps that are paid already. */
    private void pay(FuelMeter charged, Tariff prices, int few, int steps) {
        if (FREE_CALLBACKS + few * (callbacks - FREE_CALLBACKS) + steps > FEW) {
            charged.charge(prices.next(steps));
            used.add(Measure.SQL_STEPS, steps);
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
