package lapidary.host.storage;

import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import lapidary.abi.Limits;
import lapidary.abi.ResultCode;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.OutOfFuel;
import lapidary.host.memory.MemoryClaim;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteLimits;
import org.sqlite.core.DB;

/**
 * One facet's connection with all that statements share: the step meter, the transaction, the event
 * that is on, the schema's number, the open cursors. Confined to whoever has the turn.
 */
final class FacetSession {
    private static final int HOST_ROW_BYTES_MAX = Limits.SQL_VALUE_BYTES_MAX + 65_536;

    final SQLiteConnection connection;
    final DB db;
    final StepMeter steps;
    final Transaction transaction;

    /** What its cursors hold. */
    final MemoryClaim memory;

    /** What its open statements may hold. */
    final EventMemory eventMemory = new EventMemory();

    /** How long its rows may be. */
    final LongRows longRows = new LongRows(this);

    /** Judges what an event did to the schema. */
    final SchemaGuard guard = new SchemaGuard(this);

    private final long storageBytes;
    private final Set<SqlCursor> cursors = new LinkedHashSet<>();
    private @Nullable GuestEvent event;
    private Optional<HostException> lastTrouble = Optional.empty();
    private int rowBytesMax = Limits.SQL_VALUE_BYTES_MAX;
    private long schema;
    private boolean schemaTouched;

    FacetSession(SQLiteConnection connection, DatabaseLimits limits, MemoryClaim memory) {
        this.memory = memory;
        this.storageBytes = limits.storageBytes();
        this.connection = connection;
        this.db = connection.getDatabase();
        this.steps = new StepMeter(db, new SqlWatch(limits));
        this.transaction = new Transaction(connection);
    }

    void begin(GuestEvent begun) {
        if (event != null) {
            throw new IllegalStateException("the event before has not ended");
        }
        event = begun;
        lastTrouble = Optional.empty();
        steps.watch.begin();
        guard.begin();
        schemaTouched = false;
    }

    /** Nothing of the event is kept, which has its instance, but what the disk did to it. */
    void end() {
        if (event != null) {
            lastTrouble = event.trouble();
        }
        event = null;
    }

    GuestEvent event() {
        if (event == null) {
            throw new IllegalStateException("no event has the database");
        }
        return event;
    }

    /** Of the event that is on, or else of the last one. */
    Optional<HostException> trouble() {
        return event != null ? event.trouble() : lastTrouble;
    }

    boolean hasEvent() {
        return event != null;
    }

    /** The event, if it may still use the database. */
    GuestEvent workingEvent() {
        GuestEvent current = event();
        if (current.broken().isPresent()) {
            throw new Refusal(
                    ResultCode.SQL,
                    "the event's transaction was rolled back: " + SQLiteErrorCode.SQLITE_ABORT);
        }
        return current;
    }

    /** The number of the schema that statements are prepared for now. */
    long schema() {
        return schema;
    }

    /** The schema is another one from now on; statements prepared for the old one are not used. */
    void schemaChanged() {
        schema++;
        schemaTouched = true;
    }

    /** Statements mean something else from now on; those prepared before are not used. */
    void settingChanged() {
        schema++;
    }

    /** Something was undone, perhaps a change of the schema, or what was noted of long rows. */
    void undone() {
        longRows.undone();
        if (schemaTouched) {
            forgetSchema();
        }
    }

    /**
     * SQLite reads the schema anew, and virtual tables begin anew: whatever they had read or
     * prepared is forgotten. A rollback alone would leave SQLite with a schema that is no more, if
     * this was done in between.
     */
    void forgetSchema() {
        try (var forget = new PreparedSql(connection, "PRAGMA writable_schema = RESET")) {
            forget.run();
        }
        schema++;
    }

    /** Data are about to change under open cursors, or what statements mean. */
    void beforeChange() {
        for (SqlCursor cursor : cursors) {
            cursor.beforeChange();
        }
    }

    void opened(SqlCursor cursor) {
        cursors.add(cursor);
    }

    void closed(SqlCursor cursor) {
        cursors.remove(cursor);
    }

    void refuseAnotherCursor() {
        if (cursors.size() >= Limits.EVENT_CURSORS_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    cursors.size() + " cursors are open; the limit is " + Limits.EVENT_CURSORS_MAX);
        }
    }

    /** Ends every open cursor: what is committed or rolled back cannot be read on. */
    void closeCursors() {
        for (SqlCursor cursor : Set.copyOf(cursors)) {
            cursor.close();
        }
    }

    /** What a failure of a statement means for its event, and what the guest is told. */
    Refusal failed(SqliteFailure failure) {
        GuestEvent current = event();
        if (failure.isOfDisk()) {
            current.breakWith(trouble(failure));
        } else if (failure.rollsBack()) {
            current.breakWith(ErrorCode.INTERNAL);
        } else if (transaction.isOpen() && !transaction.isInTransaction()) {
            current.breakWith(ErrorCode.GUEST_FAILED);
        }
        return failure.refusal();
    }

    private HostException trouble(SqliteFailure failure) {
        return failure.primary() == SQLiteErrorCode.SQLITE_FULL
                ? new LimitException(
                        ErrorCode.STORAGE_FULL,
                        "the facet's database may have "
                                + storageBytes
                                + " bytes, and is full, unless the disk is: "
                                + failure.getMessage(),
                        failure)
                : StorageProblem.of("the facet's database could not be read or written", failure);
    }

    /** Ends the charging of steps, and hands on what stopped them. */
    void disarm() {
        roomForGuestRows();
        try {
            steps.disarm();
        } catch (OutOfFuel e) {
            event().breakWith(ErrorCode.FUEL_EXHAUSTED);
            throw e;
        } catch (Refusal e) {
            event().breakWith(ErrorCode.GUEST_FAILED);
            throw e;
        } catch (RuntimeException e) {
            event().breakWith(ErrorCode.INTERNAL);
            throw e;
        }
    }

    /** A statement is about to step that may touch values of that width, within its share. */
    void roomFor(Width width, ProgramMemory program, EventMemory.Share share) {
        steps.watch.arm(program);
        limitRows(Math.min(width.bytesMax, share.valueBytes()));
    }

    /** It has stepped: whatever is prepared next may read long texts of the schema. */
    void roomAfter() {
        roomForGuestRows();
    }

    /** A key and a value at their limits are a longer row than a guest's may be. */
    void roomForHostRows() {
        limitRows(HOST_ROW_BYTES_MAX);
    }

    void roomForGuestRows() {
        limitRows(Limits.SQL_VALUE_BYTES_MAX);
    }

    private void limitRows(int bytes) {
        if (bytes == rowBytesMax) {
            return;
        }
        try {
            rowBytesMax = bytes;
            db.limit(SQLiteLimits.SQLITE_LIMIT_LENGTH.getId(), bytes);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    long totalChanges() {
        try {
            return db.total_changes();
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }
}
