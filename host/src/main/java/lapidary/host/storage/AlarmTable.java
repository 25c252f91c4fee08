package lapidary.host.storage;

import java.util.Optional;
import java.util.function.LongConsumer;
import lapidary.abi.Limits;
import org.jspecify.annotations.Nullable;

/**
 * The facet's alarm: a row of a hidden table, in the transaction of the event that sets it. While
 * its handler runs, its row stays and is hidden from the guest: so a commit point in the middle
 * does not lose it, and an alarm that the handler sets takes its place.
 *
 * <p>Confined to whoever has the turn, but for {@link #kept}.
 */
public final class AlarmTable {
    /** What a guest gets that has no alarm. */
    public static final long NONE = -1;

    private static final String SELECT =
            "SELECT at_millis, due_millis, retry_count, generation FROM _lap_alarm";

    private static final String UPSERT =
            """
            INSERT INTO _lap_alarm (id, at_millis, due_millis, retry_count, generation)
            VALUES (1, ?1, ?1, 0, ?2)
                ON CONFLICT (id) DO UPDATE
               SET at_millis = excluded.at_millis,
                   due_millis = excluded.due_millis,
                   retry_count = 0,
                   generation = excluded.generation
            """;

    private static final String DELETE_OTHERS = "DELETE FROM _lap_alarm WHERE generation <> ?1";

    private static final String DELETE = "DELETE FROM _lap_alarm WHERE generation = ?1";

    private static final String RETRY =
            """
            UPDATE _lap_alarm
               SET due_millis = ?1, retry_count = retry_count + 1
             WHERE generation = ?2
            """;

    private static final long NOBODYS = -1;

    /**
     * An alarm that is set.
     *
     * @param atMillis what it was set to
     * @param dueMillis when it is tried next: later, once it has failed
     * @param retryCount how often it was tried
     * @param generation another one each time that an alarm is set
     */
    public record Alarm(long atMillis, long dueMillis, int retryCount, long generation) {}

    private final FacetSession session;
    private final FacetHost host;
    private LongConsumer beforeKept = _ -> {};
    private volatile @Nullable Alarm kept;
    private @Nullable Alarm toKeep;
    private boolean isTouched;
    private long firing = NOBODYS;
    private long generation;

    AlarmTable(FacetSession session, FacetHost host) {
        this.session = session;
        this.host = host;
        kept = stored();
    }

    /**
     * Has somebody told before an alarm is kept, when it is due; what it throws, the event ends
     * with.
     */
    public void beforeKept(LongConsumer listener) {
        beforeKept = listener;
    }

    /** The alarm as of the last commit, durable or not. For any thread. */
    public Optional<Alarm> kept() {
        return Optional.ofNullable(kept);
    }

    /** {@code facet_alarm.get}: what it is set to, or {@link #NONE}. */
    public long get() {
        session.workingEvent();
        var alarm = stored();
        return alarm == null || alarm.generation() == firing ? NONE : alarm.atMillis();
    }

    /** {@code facet_alarm.set}: the last one wins. */
    public void set(long atMillis) {
        change(UPSERT, atMillis, ++generation);
    }

    /** {@code facet_alarm.clear}; the alarm whose handler runs is not there to be cleared. */
    public void clear() {
        change(DELETE_OTHERS, firing);
    }

    /** The event is the handler of that alarm; false if it has been cleared meanwhile. */
    public boolean begin(Alarm alarm) {
        firing = alarm.generation();
        return kept != null;
    }

    /** The handler has come to its end: with the event's other writes the alarm is gone. */
    public void finish() {
        change(DELETE, firing);
    }

    /** The handler failed and the event has ended: the alarm is tried again, unless set anew. */
    public void retry(Alarm alarm, long dueMillis) {
        changeBetweenEvents(RETRY, dueMillis, alarm.generation());
    }

    /** The handler failed for the last time, and the event has ended. */
    public void drop(Alarm alarm) {
        changeBetweenEvents(DELETE, alarm.generation());
    }

    /** All was deleted, this table too. */
    void erased() {
        isTouched = true;
    }

    /** The transaction is about to be committed. */
    void beforeCommit() {
        if (isTouched) {
            toKeep = stored();
            if (toKeep != null) {
                beforeKept.accept(toKeep.dueMillis());
            }
        }
    }

    void committed() {
        if (isTouched) {
            kept = toKeep;
            isTouched = false;
        }
    }

    /** The event is over. */
    void end() {
        isTouched = false;
        firing = NOBODYS;
    }

    private void change(String sql, Object... values) {
        session.workingEvent();
        session.transaction.ensureBegun();
        isTouched = true;
        host.execute(sql, values);
    }

    private void changeBetweenEvents(String sql, Object... values) {
        kept =
                host.transaction(
                                tables -> {
                                    tables.execute(sql, values);
                                    return read();
                                })
                        .orElse(null);
    }

    private @Nullable Alarm stored() {
        return read().orElse(null);
    }

    private Optional<Alarm> read() {
        return host.queryFirst(SELECT, AlarmTable::alarm).map(this::noteGeneration);
    }

    private Alarm noteGeneration(Alarm alarm) {
        generation = Math.max(generation, alarm.generation());
        return alarm;
    }

    /** A file may come from elsewhere, with any numbers in it. */
    private static Alarm alarm(Row row) {
        long retries = Math.clamp(row.integer(2), 0, Limits.ALARM_RETRIES_MAX);
        return new Alarm(row.integer(0), row.integer(1), (int) retries, row.integer(3));
    }
}
