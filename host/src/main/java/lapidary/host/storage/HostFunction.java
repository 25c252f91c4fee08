package lapidary.host.storage;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import lapidary.abi.Prices;
import org.sqlite.Function;

/**
 * A function of SQL that the host implements, because SQLite's own takes more than linear time,
 * charges nothing, or knows the real time and real chance. Called by SQLite in the middle of a
 * statement, on the thread that steps it.
 */
abstract class HostFunction extends Function {
    static final int INTEGER = 1;
    static final int REAL = 2;
    static final int TEXT = 3;
    static final int BLOB = 4;
    static final int NULL = 5;

    private static final byte[] NOTHING = {};

    private final StepMeter steps;

    HostFunction(StepMeter steps) {
        this.steps = steps;
    }

    /** Reads the arguments, charges their bytes and its result's, and gives the result. */
    abstract void call() throws SQLException;

    @Override
    protected final void xFunc() throws SQLException {
        try {
            steps.charge(Prices.SQL_FUNCTION);
            call();
        } catch (RuntimeException | Error thrown) {
            // Nothing can be thrown through SQLite: the step meter hands it on afterwards.
            steps.stop(thrown);
            throw new SQLException("stopped");
        }
    }

    final void charge(long bytes) {
        steps.chargeBytes(bytes);
    }

    final boolean anyNull() throws SQLException {
        for (int i = 0; i < args(); i++) {
            if (value_type(i) == NULL) {
                return true;
            }
        }
        return false;
    }

    /** The argument's bytes: of a BLOB as it is, of anything else as text in UTF-8. */
    final byte[] bytes(int index) throws SQLException {
        byte[] bytes =
                switch (value_type(index)) {
                    case TEXT, BLOB -> value_blob(index);
                    default -> value_text(index).getBytes(StandardCharsets.UTF_8);
                };
        byte[] known = bytes == null ? NOTHING : bytes;
        charge(known.length);
        return known;
    }

    final void resultText(byte[] utf8) throws SQLException {
        charge(utf8.length);
        result(new String(utf8, StandardCharsets.UTF_8));
    }
}
