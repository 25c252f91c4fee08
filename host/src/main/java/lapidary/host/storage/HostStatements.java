package lapidary.host.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lapidary.host.error.HostException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;

/** Runs the host's statements over one connection. Confined to whoever may use that. */
final class HostStatements implements HostSql, AutoCloseable {
    private final SQLiteConnection connection;
    private final Map<String, PreparedSql> idle = new HashMap<>();

    HostStatements(SQLiteConnection connection) {
        this.connection = connection;
    }

    @Override
    public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... values) {
        PreparedSql statement = take(sql);
        try {
            return rows(statement, mapper, values);
        } catch (SqliteFailure e) {
            throw failed(e);
        } finally {
            give(sql, statement);
        }
    }

    /** Runs a statement and maps all its rows. */
    static <T> List<T> rows(
            PreparedSql statement, RowMapper<T> mapper, @Nullable Object... values) {
        var row = new StatementRow(statement);
        List<T> mapped = new ArrayList<>();
        boolean more = statement.start(values);
        while (more) {
            mapped.add(mapper.map(row));
            more = statement.step();
        }
        return mapped;
    }

    @Override
    public long execute(String sql, @Nullable Object... values) {
        PreparedSql statement = take(sql);
        try {
            long before = connection.getDatabase().total_changes();
            statement.run(values);
            return connection.getDatabase().total_changes() - before;
        } catch (SQLException e) {
            throw failed(new SqliteFailure(e));
        } catch (SqliteFailure e) {
            throw failed(e);
        } finally {
            give(sql, statement);
        }
    }

    /** Runs a script of several statements, none with values. */
    void script(String sql) {
        try {
            connection.getDatabase()._exec(sql);
        } catch (SQLException e) {
            throw failed(new SqliteFailure(e));
        }
    }

    /** Ends the transaction, which SQLite may have ended by itself: then there is nothing to do. */
    void rollback() {
        try (var rollback = new PreparedSql(connection, "ROLLBACK")) {
            rollback.run();
        } catch (SqliteFailure e) {
            if (e.primary() != SQLiteErrorCode.SQLITE_ERROR) {
                throw failed(e);
            }
        }
    }

    /** A statement of the text that nobody uses: a mapper may run the same text again. */
    private PreparedSql take(String sql) {
        PreparedSql known = idle.remove(sql);
        try {
            return known != null ? known : new PreparedSql(connection, sql);
        } catch (SqliteFailure e) {
            throw failed(e);
        }
    }

    private void give(String sql, PreparedSql statement) {
        if (statement.isClosed()) {
            return;
        }
        statement.reset();
        PreparedSql other = idle.put(sql, statement);
        if (other != null) {
            other.close();
        }
    }

    private static HostException failed(SqliteFailure cause) {
        return StorageProblem.of("the host's own SQL failed: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        idle.values().forEach(PreparedSql::close);
        idle.clear();
    }

    private record StatementRow(PreparedSql statement) implements Row {
        private static final int NULL = 5;

        @Override
        public long integer(int column) {
            return read(() -> statement.integer(column));
        }

        @Override
        public double real(int column) {
            return read(() -> statement.real(column));
        }

        @Override
        public String text(int column) {
            return isNull(column) ? "" : read(() -> statement.text(column));
        }

        @Override
        public byte[] blob(int column) {
            return isNull(column) ? new byte[0] : read(() -> statement.bytes(column));
        }

        @Override
        public boolean isNull(int column) {
            return read(() -> statement.type(column)) == NULL;
        }

        private interface Reading<T> {
            T read() throws SQLException;
        }

        private static <T> T read(Reading<T> reading) {
            try {
                return reading.read();
            } catch (SQLException e) {
                throw new SqliteFailure(e);
            }
        }
    }
}
