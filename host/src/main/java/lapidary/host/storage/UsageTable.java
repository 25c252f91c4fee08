package lapidary.host.storage;

import static lapidary.host.usage.HourUsage.MOVED;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import lapidary.host.usage.Counts;
import lapidary.host.usage.EventMeter;
import lapidary.host.usage.HourUsage;
import lapidary.host.usage.TotalUsage;
import org.jspecify.annotations.Nullable;

/**
 * What the facet used, in a hidden table: a row for each hour that was not moved yet to where the
 * hours of all facets are kept, and one for all that were. A commit of an event takes along what
 * was counted; {@link #flush} writes what no commit took. While the file is open, the numbers here
 * are the truth and the table follows them.
 *
 * <p>Confined to whoever has the turn, but for {@link #hours} and {@link #total}: {@code rows} is
 * guarded by its monitor.
 */
public final class UsageTable implements AutoCloseable {
    /** More are not told apart, if nothing can be written for so long. */
    private static final int ROWS_MAX = 16;

    /** All counts in one value: bound and written at once, it costs an event half as much. */
    static final String CREATE =
            """
            CREATE TABLE _lap_usage (
                hour INTEGER PRIMARY KEY,
                part INTEGER NOT NULL,
                since_millis INTEGER NOT NULL,
                stored_bytes INTEGER NOT NULL,
                counts BLOB NOT NULL
            ) STRICT;
            """;

    private static final String SELECT =
            """
            SELECT hour, part, since_millis, stored_bytes, counts
              FROM _lap_usage
             ORDER BY hour
            """;

    private static final String INSERT =
            """
            INSERT INTO _lap_usage (hour, part, since_millis, stored_bytes, counts)
            VALUES (?1, ?2, ?3, ?4, ?5)
            """;

    private static final String UPDATE =
            "UPDATE _lap_usage SET stored_bytes = ?1, counts = ?2 WHERE hour = ?3";

    private static final String DELETE = "DELETE FROM _lap_usage WHERE hour = ?";

    private static final AtomicLong VERSIONS = new AtomicLong();

    private final FacetSession session;
    private final Counters counters;
    private final List<Row> rows = new ArrayList<>();
    private @Nullable PreparedSql update;
    private boolean isDirty;
    private volatile long version;

    /** A row of the table as it is, or as it is to be. */
    private static final class Row {
        private final long hour;
        private final long part;
        private final long sinceMillis;
        private final Counts counts;
        private long storedBytes;
        private boolean isStored;
        private boolean isDirty;

        Row(HourUsage usage, boolean isStored) {
            this.hour = usage.hour();
            this.part = usage.part();
            this.sinceMillis = usage.sinceMillis();
            this.storedBytes = usage.storedBytes();
            this.counts = usage.counts();
            this.isStored = isStored;
        }

        static Row begun(long hour, long sinceMillis) {
            long part = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
            return new Row(new HourUsage(hour, part, sinceMillis, 0, new Counts()), false);
        }

        HourUsage usage() {
            return new HourUsage(hour, part, sinceMillis, storedBytes, counts.copy());
        }
    }

    UsageTable(FacetSession session, Counters counters) {
        this.session = session;
        this.counters = counters;
        try (var statements = new HostStatements(session.connection)) {
            read(statements).forEach(usage -> rows.add(new Row(usage, true)));
        }
    }

    /** What a file has, by hour; what was moved comes first, as hour 0. */
    static List<HourUsage> read(HostSql sql) {
        return sql.query(SELECT, UsageTable::usage);
    }

    private static HourUsage usage(lapidary.host.storage.Row row) {
        return new HourUsage(
                row.integer(0),
                row.integer(1),
                row.integer(2),
                row.integer(3),
                Counts.ofBytes(row.blob(4)));
    }

    /** Adds what was counted since the last time, of an event that began at that time. */
    public void add(EventMeter event, long startMillis) {
        synchronized (rows) {
            var row = rowOf(startMillis);
            event.moveTo(row.counts);
            row.isDirty = true;
            isDirty = true;
            version = VERSIONS.incrementAndGet();
        }
    }

    private Row rowOf(long startMillis) {
        long hour = Math.max(MOVED + 1, HourUsage.hourOf(startMillis));
        for (int i = rows.size() - 1; i >= 0; i--) {
            if (rows.get(i).hour == hour) {
                return rows.get(i);
            }
        }
        if (rows.size() > ROWS_MAX) {
            return rows.getLast();
        }
        var row = Row.begun(hour, startMillis);
        rows.add(row);
        return row;
    }

    /** Whether something was counted that is not written. */
    public boolean isDirty() {
        return isDirty;
    }

    /** Whether an hour is still here that has ended. */
    public boolean hasHourBefore(long hour) {
        for (var row : rows) {
            if (row.hour != MOVED && row.hour < hour) {
                return true;
            }
        }
        return false;
    }

    /** Another number when something was counted, in the whole process. For any thread. */
    public long version() {
        return version;
    }

    /** The hours that were not moved, with what is not written yet. For any thread. */
    public List<HourUsage> hours() {
        synchronized (rows) {
            return rows.stream().map(Row::usage).filter(HourUsage::isNotMoved).toList();
        }
    }

    /** All of it together, with what is not written yet. For any thread. */
    public TotalUsage total() {
        synchronized (rows) {
            return TotalUsage.of(rows.stream().map(Row::usage).toList());
        }
    }

    /** Writes what was counted into the transaction that is open; it is done when committed. */
    void write(long storedBytes) {
        if (!isDirty) {
            return;
        }
        long before = session.totalChanges();
        counters.beforeHostWrite();
        try {
            for (var row : rows) {
                if (row.isDirty) {
                    write(row, storedBytes);
                }
            }
        } finally {
            counters.afterHostWrite(session.totalChanges() - before);
        }
    }

    private void write(Row row, long storedBytes) {
        synchronized (rows) {
            row.storedBytes = storedBytes;
        }
        if (row.isStored) {
            update(row);
        } else {
            insert(row);
        }
    }

    private void update(Row row) {
        var prepared = update;
        if (prepared == null || prepared.isClosed()) {
            prepared = new PreparedSql(session.connection, UPDATE);
            update = prepared;
        }
        prepared.run(row.storedBytes, row.counts.toBytes(), row.hour);
    }

    private void insert(Row row) {
        counters.beforeHostInsert();
        once(INSERT, row.hour, row.part, row.sinceMillis, row.storedBytes, row.counts.toBytes());
    }

    private void once(String sql, Object... values) {
        try (var statement = new PreparedSql(session.connection, sql)) {
            statement.run(values);
        }
    }

    /** What was written is committed. */
    void committed() {
        if (!isDirty) {
            return;
        }
        isDirty = false;
        for (var row : rows) {
            row.isStored |= row.isDirty;
            row.isDirty = false;
        }
    }

    /**
     * Writes what no commit took along, between events; whether all is written. Nobody waits until
     * that is durable: the sync of a later commit covers it.
     */
    boolean flush(long storedBytes) {
        return !isDirty || ofItsOwn(() -> write(storedBytes));
    }

    /**
     * These hours are kept elsewhere, durably, and nothing is added to them any more: between
     * events they become part of the one row.
     */
    public void moved(List<HourUsage> hours) {
        var leaving = new ArrayList<Row>();
        for (var hour : hours) {
            rows.stream()
                    .filter(row -> row.hour == hour.hour() && row.part == hour.part())
                    .filter(row -> !row.isDirty && row.counts.equals(hour.counts()))
                    .forEach(leaving::add);
        }
        if (!leaving.isEmpty()) {
            move(leaving);
        }
    }

    private void move(List<Row> leaving) {
        var before = rows.stream().filter(row -> row.hour == MOVED).findFirst();
        var sum = before.map(Row::usage).map(HourUsage::counts).orElseGet(Counts::new);
        leaving.forEach(row -> sum.addAll(row.counts));
        long since = before.orElse(leaving.getFirst()).sinceMillis;
        var last = leaving.getLast();
        var moved =
                new Row(new HourUsage(MOVED, 0, since, last.storedBytes, sum), before.isPresent());
        boolean isDone =
                ofItsOwn(() -> {
                    leaving.forEach(row -> once(DELETE, row.hour));
                    write(moved, last.storedBytes);
                });
        if (isDone) {
            moved.isStored = true;
            synchronized (rows) {
                rows.removeAll(leaving);
                before.ifPresent(rows::remove);
                rows.addFirst(moved);
            }
        }
    }

    /** In a transaction that nobody waits for; if it cannot be, all stays as it was. */
    private boolean ofItsOwn(Runnable writing) {
        if (session.hasEvent()) {
            throw new IllegalStateException("an event has the database");
        }
        boolean isDone = false;
        try {
            session.transaction.ensureBegun();
            writing.run();
            session.transaction.commit();
            committed();
            isDone = true;
        } catch (SqliteFailure _) {
            // A disk that is full or broken shows at the next event; the numbers are kept here.
        } finally {
            if (!isDone) {
                session.transaction.rollback();
            }
        }
        return isDone;
    }

    @Override
    public void close() {
        if (update != null) {
            update.close();
        }
    }
}
