package lapidary.host.storage;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import lapidary.abi.Limits;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * One of SQLite's functions, its bytes charged and its arguments changed on the way: {@code
 * printf}, and all that ask for the time.
 */
final class CalculatedFunction extends HostFunction {
    private final String name;
    private final UnaryOperator<@Nullable Object[]> change;

    CalculatedFunction(StepMeter steps, String name, UnaryOperator<@Nullable Object[]> change) {
        super(steps);
        this.name = name;
        this.change = change;
    }

    @Override
    void call() throws SQLException {
        @Nullable Object[] arguments = new @Nullable Object[args()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(i);
        }
        try {
            give(Calculator.SHARED.call(name, change.apply(arguments)));
        } catch (SqliteFailure e) {
            if (e.primary() == SQLiteErrorCode.SQLITE_TOOBIG) {
                // SQLite finds it too big here too, and says so by its proper code.
                result(new byte[Limits.SQL_VALUE_BYTES_MAX + 1]);
            } else {
                error(e.words());
            }
        }
    }

    private @Nullable Object argument(int index) throws SQLException {
        return switch (value_type(index)) {
            case INTEGER -> value_long(index);
            case REAL -> value_double(index);
            case TEXT -> new String(bytes(index), StandardCharsets.UTF_8);
            case BLOB -> bytes(index);
            default -> null;
        };
    }

    private void give(@Nullable Object value) throws SQLException {
        switch (value) {
            case null -> result();
            case Long integer -> result(integer.longValue());
            case Double real -> result(real.doubleValue());
            case byte[] blob -> {
                charge(blob.length);
                result(blob);
            }
            default -> resultText(value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
