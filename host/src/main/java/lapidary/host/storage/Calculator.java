package lapidary.host.storage;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import lapidary.abi.Limits;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;
import org.sqlite.SQLiteOpenMode;

/**
 * SQLite's own functions, called over a connection without data: where the host only has to look at
 * the arguments and count the bytes, SQLite does the rest. One for all facets.
 *
 * <p>Thread-safe: {@code lock} guards the connection, for some microseconds at a time.
 */
final class Calculator {
    static final Calculator SHARED = new Calculator();

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, PreparedSql> statements = new HashMap<>();
    private final SQLiteConnection connection;

    private Calculator() {
        try {
            int flags = SQLiteOpenMode.READWRITE.flag | SQLiteOpenMode.CREATE.flag;
            connection = Sqlite.open(":memory:", flags);
            connection
                    .getDatabase()
                    .limit(SQLiteLimits.SQLITE_LIMIT_LENGTH.getId(), Limits.SQL_VALUE_BYTES_MAX);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    /**
     * The function's result: null, a Long, a Double, a {@code byte[]} of a BLOB, or a String.
     *
     * @throws SqliteFailure if the function failed
     */
    @Nullable Object call(String function, @Nullable Object... arguments) {
        lock.lock();
        PreparedSql statement = statement(function, arguments.length);
        try {
            statement.start(arguments);
            return result(statement);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        } finally {
            if (statement.isClosed()) {
                statements.values().remove(statement);
            }
            statement.reset();
            lock.unlock();
        }
    }

    private PreparedSql statement(String function, int count) {
        String marks = "?, ".repeat(count);
        String arguments = count == 0 ? "" : marks.substring(0, marks.length() - 2);
        return statements.computeIfAbsent(
                "SELECT " + function + "(" + arguments + ")",
                sql -> new PreparedSql(connection, sql));
    }

    private static @Nullable Object result(PreparedSql statement) throws SQLException {
        return switch (statement.type(0)) {
            case HostFunction.INTEGER -> statement.integer(0);
            case HostFunction.REAL -> statement.real(0);
            case HostFunction.TEXT -> statement.text(0);
            case HostFunction.BLOB -> statement.bytes(0);
            default -> null;
        };
    }
}
