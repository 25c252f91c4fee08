package lapidary.host.billing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.HostSql;
import lapidary.host.storage.SchemaScripts;
import lapidary.host.usage.HourUsage;
import lapidary.host.usage.Measure;
import lapidary.host.usage.UsageBooks;
import org.jspecify.annotations.Nullable;

/**
 * The hours of all facets, in a database of their own: who asks long questions of it keeps nobody
 * from the catalogue. Thread-safe: what was given to be kept waits in a map, by whose key it grows
 * only, until whoever has {@code flushing} writes all of it.
 */
public final class UsageLedger implements UsageBooks, AutoCloseable {
    /** How long an hour is kept. */
    public static final Duration KEPT = Duration.ofDays(400);

    private static final SchemaScripts SCHEMA =
            SchemaScripts.beside(UsageLedger.class, "V001__usage.sql");

    private static final List<Measure> MEASURES = List.of(Measure.values());

    /** A file may have lost, in a crash, a second that is here already: what is more stays. */
    private static final String UPSERT =
            """
            INSERT INTO usage (namespace, object, facet, hour, part, since_millis, stored_bytes, %s)
            VALUES (?, ?, ?, ?, ?, ?, ?, %s)
                ON CONFLICT (namespace, object, facet, hour, part)
                DO UPDATE SET stored_bytes = excluded.stored_bytes, %s
             WHERE excluded.events + excluded.wakes + excluded.fuel >= events + wakes + fuel
            """
                    .formatted(joined("%s"), joined("%s").replaceAll("\\w+", "?"), assignments());

    private static final String DELETE_OLD =
            """
            DELETE FROM usage
             WHERE (namespace, object, facet, hour, part) IN (
                       SELECT namespace, object, facet, hour, part
                         FROM usage
                        WHERE hour < ?
                        LIMIT ?)
            """;

    private static final long DELETED_AT_ONCE = 1_000;

    private record Key(Account account, long hour, long part) {}

    private final HostDatabase database;
    private final InstantSource clock;
    private final ConcurrentHashMap<Key, HourUsage> waiting = new ConcurrentHashMap<>();
    private final AtomicLong given = new AtomicLong();
    private final ReentrantLock flushing = new ReentrantLock();
    private volatile long kept;
    private long prunedHour = Long.MIN_VALUE;

    private UsageLedger(HostDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Opens the file, or makes it.
     *
     * @throws lapidary.host.error.FailureException if it cannot be used
     */
    public static UsageLedger open(Path file, InstantSource clock) {
        return new UsageLedger(HostDatabase.open(file, SCHEMA), clock);
    }

    /** When the file was last written to, before this process; 0 if it is not there. */
    public static long lastWrittenMillis(Path file) {
        return Stream.of(file, file.resolveSibling(file.getFileName() + "-wal"))
                .filter(Files::exists)
                .mapToLong(UsageLedger::modifiedMillis)
                .max()
                .orElse(0);
    }

    private static long modifiedMillis(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file, e);
        }
    }

    @Override
    public Entry keep(Account account, List<HourUsage> hours) {
        for (var hour : hours) {
            if (hour.isNotMoved()) {
                var key = new Key(account, hour.hour(), hour.part());
                waiting.merge(key, hour, UsageLedger::more);
            }
        }
        long number = given.incrementAndGet();
        return new Entry(hours, () -> kept >= number);
    }

    private static HourUsage more(HourUsage one, HourUsage other) {
        return size(other) >= size(one) ? other : one;
    }

    private static long size(HourUsage hour) {
        var counts = hour.counts();
        return counts.get(Measure.EVENTS) + counts.get(Measure.WAKES) + counts.get(Measure.FUEL);
    }

    @Override
    public void flush() {
        flushing.lock();
        try {
            long upTo = given.get();
            if (upTo > kept) {
                var written = Map.copyOf(waiting);
                if (!written.isEmpty()) {
                    var _ = database.transaction(sql -> write(sql, written));
                    written.forEach(waiting::remove);
                }
                kept = upTo;
            }
            prune();
        } finally {
            flushing.unlock();
        }
    }

    private static int write(HostSql sql, Map<Key, HourUsage> hours) {
        hours.forEach((key, hour) -> sql.execute(UPSERT, values(key, hour)));
        return hours.size();
    }

    private static @Nullable Object[] values(Key key, HourUsage hour) {
        var account = key.account();
        var values = new @Nullable Object[7 + MEASURES.size()];
        values[0] = account.namespace();
        values[1] = account.object();
        values[2] = account.facet();
        values[3] = hour.hour();
        values[4] = hour.part();
        values[5] = hour.sinceMillis();
        values[6] = hour.storedBytes();
        for (int i = 0; i < MEASURES.size(); i++) {
            values[7 + i] = hour.counts().get(MEASURES.get(i));
        }
        return values;
    }

    /** Some of what is too old goes, until there is no more for this hour. */
    private void prune() {
        long hour = HourUsage.hourOf(clock.millis());
        if (hour == prunedHour) {
            return;
        }
        long deleted = database.execute(DELETE_OLD, hour - KEPT.toHours(), DELETED_AT_ONCE);
        if (deleted < DELETED_AT_ONCE) {
            prunedHour = hour;
        }
    }

    /**
     * Lines in the order of namespace, object, facet and hour, from the one after {@code after}.
     */
    public List<UsageLine> lines(UsageQuery query, UsageCursor after, int limit) {
        return LedgerSql.of(query).lines(database, query, after, limit);
    }

    /** Hours that wait to be written. */
    public int waiting() {
        return waiting.size();
    }

    private static String joined(String form) {
        return MEASURES.stream()
                .map(measure -> form.formatted(measure.column()))
                .collect(Collectors.joining(", "));
    }

    private static String assignments() {
        return MEASURES.stream()
                .map(Measure::column)
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        try {
            flush();
        } finally {
            database.close();
        }
    }
}
