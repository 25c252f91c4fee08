package lapidary.host.storage;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import lapidary.abi.Limits;
import lapidary.abi.Prices;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import lapidary.host.usage.Measure;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values: a hidden table of the facet's database, in the event's transaction. Keys are in
 * memcmp order. What is bound and read is charged by its bytes; the call itself is charged by the
 * caller. Confined to whoever has the turn.
 */
public final class KvTable implements AutoCloseable {
    private static final String SELECT_VALUE = "SELECT value FROM _lap_kv WHERE key = ?1";

    private static final String UPSERT =
            """
            INSERT INTO _lap_kv (key, value)
            VALUES (?1, ?2)
                ON CONFLICT (key) DO UPDATE SET value = excluded.value
            """;

    private static final String DELETE = "DELETE FROM _lap_kv WHERE key = ?1";

    private static final String SELECT_RANGE =
            """
            SELECT key, value
              FROM _lap_kv
             WHERE key >= ?1
               AND key < ?2
             ORDER BY key ASC
             LIMIT ?3
            """;

    private static final String SELECT_FROM =
            """
            SELECT key, value
              FROM _lap_kv
             WHERE key >= ?1
             ORDER BY key ASC
             LIMIT ?2
            """;

    private static final List<String> COLUMNS = List.of("key", "value");
    private static final long NO_LIMIT = -1;

    /** What is looked for. */
    private static final int KEY = 1;

    private static final int KEY_AND_ROW = 2;

    private final FacetSession session;
    private final Counters counters;
    private final LongSupplier pages;
    private final FreedPages freedPages;
    private @Nullable PreparedSql select;
    private @Nullable PreparedSql upsert;
    private @Nullable PreparedSql delete;

    /** {@code pages} of the database go into the price. */
    KvTable(FacetSession session, Counters counters, LongSupplier pages, FreedPages freedPages) {
        this.freedPages = freedPages;
        this.session = session;
        this.counters = counters;
        this.pages = pages;
    }

    /** The value, if the key is there. */
    public Optional<byte[]> get(byte[] key) {
        checkKey(key);
        GuestEvent event = session.workingEvent();
        chargeSeeks(KEY_AND_ROW);
        select = ready(select, SELECT_VALUE);
        PreparedSql statement = select;
        session.roomForHostRows();
        try {
            if (!statement.start(key)) {
                return Optional.empty();
            }
            byte[] value = statement.bytes(0);
            event.meter.charge(Prices.sqlRead(value.length));
            event.used.add(Measure.ROWS_READ, 1);
            return Optional.of(value);
        } catch (SQLException e) {
            throw session.failed(new SqliteFailure(e));
        } catch (SqliteFailure e) {
            throw session.failed(e);
        } finally {
            statement.reset();
            session.roomForGuestRows();
        }
    }

    /** Sets the key's value, whether or not it is there. */
    public void put(byte[] key, byte[] value) {
        checkKey(key);
        if (value.length > Limits.KV_VALUE_BYTES_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "the value has "
                            + value.length
                            + " bytes; the limit is "
                            + Limits.KV_VALUE_BYTES_MAX);
        }
        long bytes = (long) key.length + value.length;
        session.workingEvent().meter.charge(bytes * Prices.SQL_WRITTEN_BYTE);
        chargeSeeks(KEY_AND_ROW);
        upsert = ready(upsert, UPSERT);
        counters.beforeHostInsert();
        change(upsert, key, value);
    }

    /** Removes the key; whether it was there. */
    public boolean delete(byte[] key) {
        checkKey(key);
        session.workingEvent();
        chargeSeeks(KEY_AND_ROW);
        delete = ready(delete, DELETE);
        return change(delete, key) > 0;
    }

    private void chargeSeeks(int count) {
        session.event().meter.charge(count * ProgramCost.seekPrice(pages.getAsLong()));
    }

    /** The statement, or another one if a failure closed it. */
    private PreparedSql ready(@Nullable PreparedSql statement, String sql) {
        return statement == null || statement.isClosed()
                ? new PreparedSql(session.connection, sql)
                : statement;
    }

    /** Rows that changed. */
    private long change(PreparedSql statement, Object... values) {
        session.beforeChange();
        session.transaction.ensureBegun();
        counters.beforeHostWrite();
        session.roomForHostRows();
        long before = session.totalChanges();
        FreedPages.Count freed = freedPages.begin(true);
        try {
            statement.run(values);
        } catch (SqliteFailure e) {
            throw session.failed(e);
        } finally {
            counters.afterHostWrite(session.totalChanges() - before);
            session.roomForGuestRows();
        }
        freed.pay(session.event().meter);
        long changed = session.totalChanges() - before;
        session.event().used.add(Measure.ROWS_WRITTEN, changed);
        return changed;
    }

    /**
     * A cursor with the columns key, value, in order of keys. An empty {@code start} or {@code end}
     * is open; {@code start} is in, {@code end} is out; {@code limit} 0 means none.
     */
    public SqlCursor list(byte[] prefix, byte[] start, byte[] end, int limit, boolean reverse) {
        session.workingEvent();
        chargeSeeks(KEY);
        session.refuseAnotherCursor();
        checkKey(prefix);
        checkKey(start);
        checkKey(end);
        byte[] lower = Arrays.compareUnsigned(prefix, start) >= 0 ? prefix : start;
        byte[] upper = lowerEnd(afterPrefix(prefix), end);
        long rowLimit = limit == 0 ? NO_LIMIT : Integer.toUnsignedLong(limit);
        return upper.length == 0
                ? open(ordered(SELECT_FROM, reverse), lower, rowLimit)
                : open(ordered(SELECT_RANGE, reverse), lower, upper, rowLimit);
    }

    private static String ordered(String select, boolean reverse) {
        return reverse ? select.replace("ASC", "DESC") : select;
    }

    private SqlCursor open(String sql, Object... values) {
        var rows = new HostRows(new PreparedSql(session.connection, sql));
        session.roomForHostRows();
        try {
            boolean row = rows.statement().start(values);
            var cursor = new SqlCursor(session, COLUMNS, rows);
            if (row) {
                session.event().meter.charge(Prices.SQL_ROW);
                cursor.keepRow();
            } else {
                cursor.release();
            }
            return cursor;
        } catch (SqliteFailure e) {
            rows.release();
            throw session.failed(e);
        } finally {
            session.roomForGuestRows();
        }
    }

    /** The first key after all that begin with the prefix; empty if there is none. */
    private static byte[] afterPrefix(byte[] prefix) {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == (byte) 0xff) {
            length--;
        }
        byte[] after = Arrays.copyOf(prefix, length);
        if (length > 0) {
            after[length - 1]++;
        }
        return after;
    }

    /** The lower of two ends, of which an empty one is open. */
    private static byte[] lowerEnd(byte[] one, byte[] other) {
        if (one.length == 0) {
            return other;
        }
        if (other.length == 0) {
            return one;
        }
        return Arrays.compareUnsigned(one, other) <= 0 ? one : other;
    }

    private static void checkKey(byte[] key) {
        if (key.length > Limits.KV_KEY_BYTES_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "the key has "
                            + key.length
                            + " bytes; the limit is "
                            + Limits.KV_KEY_BYTES_MAX);
        }
    }

    /** Rows of a statement of the host's, whose steps cost a guest nothing. */
    private final class HostRows implements SqlCursor.Rows {
        private final PreparedSql statement;

        HostRows(PreparedSql statement) {
            this.statement = statement;
        }

        @Override
        public boolean step() {
            chargeSeeks(KEY);
            session.roomForHostRows();
            try {
                return statement.step();
            } catch (SqliteFailure e) {
                throw session.failed(e);
            } finally {
                session.roomForGuestRows();
            }
        }

        @Override
        public PreparedSql statement() {
            return statement;
        }

        @Override
        public void release() {
            statement.close();
        }
    }

    @Override
    public void close() {
        closeIfMade(select);
        closeIfMade(upsert);
        closeIfMade(delete);
    }

    private static void closeIfMade(@Nullable PreparedSql statement) {
        if (statement != null) {
            statement.close();
        }
    }
}
