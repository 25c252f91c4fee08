package lapidary.host.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/**
 * A prepared statement, by the driver's low level: half the cost of JDBC for a SELECT by key (see
 * docs/decisions/0006). Bound to its connection's thread. After a failure other than a broken
 * constraint the driver has closed it; it is then prepared anew when it is started again.
 */
final class PreparedSql extends CoreStatement implements AutoCloseable {
    private static final int ROW = 100;
    private static final int DONE = 101;

    private final DB db;
    private long address;

    PreparedSql(SQLiteConnection connection, String text) {
        super(connection);
        sql = text;
        db = connection.getDatabase();
        try {
            prepare();
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    private void prepare() throws SQLException {
        db.prepare(this);
        address = pointer.safeRunLong((_, at) -> at);
    }

    /**
     * Binds all parameters, or none and leaves them NULL, and steps for the first time; true if
     * there is a row.
     */
    boolean start(@Nullable Object... values) {
        try {
            if (pointer.isClosed()) {
                prepare();
            }
            return values.length == 0 ? db.execute(this, null) : db.execute(this, values);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    /** Steps again; true if there is a row. */
    boolean step() {
        try {
            int result = db.step(address);
            if (result == ROW) {
                return true;
            }
            if (result != DONE) {
                db.throwex(result);
            }
            return false;
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    /** Runs it to its end, whatever rows it has. */
    void run(@Nullable Object... values) {
        try {
            boolean row = start(values);
            while (row) {
                row = step();
            }
        } finally {
            reset();
        }
    }

    /** Ready to be started again; what was bound is let go. */
    void reset() {
        if (pointer.isClosed()) {
            return;
        }
        try {
            // Answers the code of the last step once more, which was already reported.
            db.reset(address);
            db.clear_bindings(address);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    /** The columns' names; none if the statement has no rows to give. */
    List<String> columnNames() {
        try {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < db.column_count(address); i++) {
                names.add(String.valueOf(db.column_name(address, i)));
            }
            return names;
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    int type(int column) throws SQLException {
        return db.column_type(address, column);
    }

    long integer(int column) throws SQLException {
        return db.column_long(address, column);
    }

    double real(int column) throws SQLException {
        return db.column_double(address, column);
    }

    /** The bytes of a TEXT, as they are stored, or of a BLOB. */
    byte[] bytes(int column) throws SQLException {
        return db.column_blob(address, column);
    }

    /** The text of a TEXT, ill-formed bytes replaced. */
    String text(int column) throws SQLException {
        return String.valueOf(db.column_text(address, column));
    }

    boolean isClosed() {
        return pointer.isClosed();
    }

    @Override
    public void close() {
        try {
            if (!pointer.isClosed()) {
                // Answers the code of the last step once more, which was already reported.
                pointer.close();
            }
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    @Override
    public ResultSet executeQuery(String text, boolean closeOnCompletion) throws SQLException {
        throw new SQLException("not by way of JDBC");
    }
}
