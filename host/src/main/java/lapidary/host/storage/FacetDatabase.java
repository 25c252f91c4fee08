package lapidary.host.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import lapidary.abi.Prices;
import lapidary.abi.ResultCode;
import lapidary.abi.ValuesReader;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.FuelMeter;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.usage.EventMeter;
import org.sqlite.SQLiteConnection;

/**
 * The database of one facet: one SQLite file, one connection. Confined to whoever holds the facet's
 * turn, except {@link #gate()}, which is thread-safe.
 *
 * <p>Between {@link #beginEvent} and {@link #commitEvent} or {@link #rollbackEvent} a guest's
 * statements run, paid from the event's meter. A statement that cannot run throws a {@link
 * Refusal}; a meter that runs dry throws through, and the event is then rolled back by its caller.
 */
public final class FacetDatabase implements AutoCloseable {
    private final SQLiteConnection connection;
    private final FacetSession session;
    private final Programs programs;
    private final Settings settings;
    private final Counters counters;
    private final GuestSql sql;
    private final KvTable kv;
    private final CommitLog log;
    private final Path file;
    private final DatabaseLimits limits;
    private final ObjectRoom room;
    private final FacetHost host;
    private final AlarmTable alarm;
    private final UsageTable usage;
    private final AutoResponseTable autoResponse;
    private final CursorTable cursors = new CursorTable();
    private final Checkpoints checkpoints;
    private final PreparedSql freePages;
    private final WalFollower follower;
    private boolean closed;

    private FacetDatabase(
            SQLiteConnection connection,
            Path file,
            CommitLog log,
            DatabaseLimits limits,
            ObjectRoom room,
            MemoryBudget budget,
            WalFollower follower) {
        this.connection = connection;
        this.file = file;
        this.limits = limits;
        this.room = room;
        session = new FacetSession(connection, limits, budget.claim());
        settings = new Settings(session);
        counters = new Counters(connection);
        // First: whatever is prepared before is prepared again after a function has changed.
        var marked = new MarkedQueries();
        new HostFunctions(session, counters, settings, marked).register();
        programs = new Programs(session, marked);
        sql = new GuestSql(session, programs, settings, counters);
        kv = new KvTable(session, counters, sql::eventPages, sql.freedPages);
        freePages = new PreparedSql(connection, "PRAGMA freelist_count");
        this.follower = follower;
        this.log = new FollowedLog(log, follower);
        host = new FacetHost(session, counters, this.log::commit);
        alarm = new AlarmTable(session, host);
        usage = new UsageTable(session, counters);
        autoResponse = new AutoResponseTable(session, host);
        checkpoints = new Checkpoints(connection, this.log);
        room.set(file, databaseSize());
        follower.opened();
    }

    /** As below, without a host around it. */
    public static FacetDatabase open(Path file, DatabaseLimits limits) {
        return open(
                file,
                limits,
                ObjectRoom.alone(),
                MemoryBudget.UNLIMITED,
                LocalCommitter.ofThisProcess());
    }

    /**
     * Opens the facet's file, which is made if there is none. Its directory is there, and durable.
     *
     * @param room of its object
     * @param budget of which its cursors claim what they hold
     * @param committer makes its commits durable
     * @throws HostException if the file cannot be read, or was made by a newer version
     */
    public static FacetDatabase open(
            Path file,
            DatabaseLimits limits,
            ObjectRoom room,
            MemoryBudget budget,
            Committer committer) {
        return open(file, limits, room, budget, committer, WalFollower.Source.NONE);
    }

    /**
     * As above.
     *
     * @param followers one of which follows what is committed
     */
    public static FacetDatabase open(
            Path file,
            DatabaseLimits limits,
            ObjectRoom room,
            MemoryBudget budget,
            Committer committer,
            WalFollower.Source followers) {
        try {
            boolean isNew = FacetTemplate.createIfAbsent(file);
            WalFollower follower = followers.opening(file, isNew);
            try {
                room.opening(file);
                return open(file, limits, room, budget, committer, follower);
            } catch (IOException | SQLException | RuntimeException e) {
                follower.closed();
                throw e;
            }
        } catch (SQLException e) {
            throw notOpened(new SqliteFailure(e));
        } catch (IOException | SqliteFailure e) {
            throw notOpened(e);
        }
    }

    private static FacetDatabase open(
            Path file,
            DatabaseLimits limits,
            ObjectRoom room,
            MemoryBudget budget,
            Committer committer,
            WalFollower follower)
            throws IOException, SQLException {
        boolean hasLog = WalSync.hasLog(file);
        SQLiteConnection connection = Sqlite.openFacet(file, limits);
        try {
            HiddenTables.check(connection, limits);
            FacetDatabase database =
                    open(connection, file, committer.open(file), limits, room, budget, follower);
            if (!hasLog) {
                database.session.transaction.leaveNewLogToHost();
            }
            return database;
        } catch (IOException | SQLException | RuntimeException e) {
            Sqlite.close(connection);
            throw e;
        }
    }

    private static FacetDatabase open(
            SQLiteConnection connection,
            Path file,
            CommitLog log,
            DatabaseLimits limits,
            ObjectRoom room,
            MemoryBudget budget,
            WalFollower follower)
            throws IOException {
        try {
            return new FacetDatabase(connection, file, log, limits, room, budget, follower);
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private static HostException notOpened(Exception cause) {
        return StorageProblem.of("the facet's database could not be opened", cause);
    }

    /** As below, of which nobody wants to know what it uses. */
    public void beginEvent(EventInputs inputs, FuelMeter meter) {
        beginEvent(inputs, meter, new EventMeter());
    }

    /**
     * An event has the database from now on.
     *
     * @param meter charged for what statements do
     * @param used told what they do
     */
    public void beginEvent(EventInputs inputs, FuelMeter meter, EventMeter used) {
        checkpoints.runIfOverdue();
        session.begin(new GuestEvent(inputs, meter, used));
        counters.begin();
        sql.begin();
    }

    /**
     * Keeps what the event wrote, and ends it.
     *
     * @throws Refusal {@code SQL} if that cannot be, as when a deferred reference is violated; then
     *     all is rolled back, and the event has ended too
     */
    public Commit commitEvent() {
        try {
            return commit();
        } finally {
            end();
        }
    }

    /** Drops what the event wrote since its last commit point, and ends it. */
    public void rollbackEvent() {
        end();
    }

    /** Whether an event has begun and not ended. */
    public boolean hasEvent() {
        return session.hasEvent();
    }

    /** As {@link #rollbackEvent}, if an event has begun and not ended. */
    public void rollbackEventIfAny() {
        if (session.hasEvent()) {
            rollbackEvent();
        }
    }

    /**
     * Keeps what the event wrote so far; its cursors are closed, and it goes on.
     *
     * @throws Refusal {@code INVALID} inside a savepoint, with nothing done; {@code SQL} as for
     *     {@link #commitEvent}, with {@link #eventBroken} from then on
     */
    public Commit commitPoint() {
        session.event();
        if (session.transaction.hasSavepoint()) {
            throw new Refusal(ResultCode.INVALID, "not between begin and commit");
        }
        Commit commit = commit();
        cursors.forgetAll();
        return commit;
    }

    /**
     * Why the event cannot be kept, whatever its guest makes of it: SQLite rolled its transaction
     * back. {@code STORAGE_FULL} if it was for want of room.
     */
    public Optional<ErrorCode> eventBroken() {
        return session.event().broken();
    }

    /**
     * Why the event that is on, or else the last one, cannot be kept, if there is no room for it or
     * the disk is to blame: {@code STORAGE_FULL}, {@code OVERLOADED} or {@code INTERNAL}. The guest
     * was told {@code SQL}.
     */
    public Optional<HostException> trouble() {
        return session.trouble();
    }

    /**
     * All that the facet has goes with the event's next commit: {@code facet_info.delete_all}.
     * Charges for the pages that are then freed.
     */
    public void deleteAllAtCommit() {
        GuestEvent event = session.workingEvent();
        event.meter.charge(programs.pageCount() * Prices.SQL_PAGE);
        event.deleteAllAtCommit();
    }

    private Commit commit() {
        GuestEvent event = session.event();
        if (event.broken().isPresent()) {
            rollback();
            throw new Refusal(ResultCode.SQL, "the transaction was rolled back: SQLITE_ABORT");
        }
        session.closeCursors();
        try {
            if (event.deletesAll()) {
                new Erasure(session).run();
                alarm.erased();
            }
        } catch (HostException e) {
            rollback();
            throw e;
        }
        boolean writes = session.transaction.isOpen();
        try {
            session.guard.check();
            session.guard.begin();
        } catch (Refusal changed) {
            rollback();
            event.breakWith(ErrorCode.GUEST_FAILED);
            throw changed;
        }
        alarm.beforeCommit();
        long sizeBefore = room.usedBytes(file);
        if (writes) {
            takeRoom();
        }
        try {
            if (writes) {
                usage.write(room.usedBytes(file));
            }
            session.transaction.commit();
        } catch (SqliteFailure e) {
            rollback();
            room.set(file, sizeBefore);
            Refusal refusal = session.failed(e);
            event.breakWith(ErrorCode.GUEST_FAILED);
            throw refusal;
        }
        if (writes) {
            alarm.committed();
            usage.committed();
            checkpoints.committed();
            return new Commit(true, log.commit());
        }
        return new Commit(false, log.committed());
    }

    private void takeRoom() {
        if (!room.resize(file, databaseSize(), limits.objectBytes())) {
            rollback();
            var full =
                    new LimitException(
                            ErrorCode.STORAGE_FULL,
                            "all databases of the object together have at most "
                                    + limits.objectBytes()
                                    + " bytes in use: SQLITE_FULL");
            session.event().breakWith(full);
            throw new Refusal(ResultCode.SQL, String.valueOf(full.getMessage()));
        }
    }

    private void rollback() {
        session.closeCursors();
        if (session.transaction.isOpen()) {
            session.transaction.rollback();
            session.undone();
        }
    }

    /** Whatever cannot be undone or restored, the event has ended. */
    private void end() {
        try {
            rollback();
            settings.restore();
        } finally {
            cursors.reset();
            alarm.end();
            session.end();
        }
    }

    /**
     * Runs every statement of a guest's text, as {@code facet_sql.exec}.
     *
     * @param arguments bound to the last statement, one for each of its parameters
     * @return a cursor over the last statement's rows
     */
    public SqlCursor exec(byte[] memory, int offset, int length, ValuesReader arguments) {
        return sql.exec(memory, offset, length, arguments);
    }

    /** As {@link #exec}; the number that the guest knows the cursor by, above 0. */
    public int open(byte[] memory, int offset, int length, ValuesReader arguments) {
        return cursors.add(exec(memory, offset, length, arguments));
    }

    /** Gives a cursor, as of {@link KvTable#list}, a number that the guest knows it by. */
    public int register(SqlCursor cursor) {
        return cursors.add(cursor);
    }

    /**
     * The cursor of a number.
     *
     * @throws Refusal {@code INVALID} if there is none, {@code CLOSED} after a commit point
     */
    public SqlCursor cursor(int number) {
        return cursors.get(number);
    }

    /** Closes the cursor of a number, which is then free no more. */
    public void closeCursor(int number) {
        cursors.close(number);
    }

    /** {@code facet_sql.begin}: a savepoint, up to 16 deep. */
    public void beginSavepoint() {
        session.workingEvent();
        session.transaction.beginSavepoint();
    }

    /** {@code facet_sql.commit}: the innermost savepoint's writes become its outer one's. */
    public void commitSavepoint() {
        session.workingEvent();
        session.transaction.commitSavepoint();
    }

    /** {@code facet_sql.rollback}: drops what was written since the innermost savepoint. */
    public void rollbackSavepoint() {
        session.workingEvent();
        session.beforeChange();
        session.transaction.rollbackSavepoint();
        session.undone();
    }

    /** The facet's keys and values. */
    public KvTable kv() {
        return kv;
    }

    /** What its sockets are answered without the guest. */
    public AutoResponseTable autoResponse() {
        return autoResponse;
    }

    /** The facet's alarm. */
    public AlarmTable alarm() {
        return alarm;
    }

    /** What the facet used. */
    public UsageTable usage() {
        return usage;
    }

    /** Writes what was counted and no commit took along; between events. */
    public void flushUsage() {
        if (usage.flush(room.usedBytes(file))) {
            checkpoints.committed();
        }
    }

    /** Bytes in use as of the last commit. For any thread. */
    public long storedBytes() {
        return room.usedBytes(file);
    }

    /**
     * The host's own tables, whose names begin with {@code _lap_}; for reading. Nothing of this is
     * charged or counted.
     */
    public HostSql host() {
        return host;
    }

    /**
     * Runs the host's work in a transaction: the event's, if there is one, and then kept or undone
     * with it; else in one of its own, which is numbered as a commit when this returns.
     */
    public <T> T hostTransaction(Function<HostSql, T> work) {
        return host.transaction(work);
    }

    /** Brings a set of the host's tables up to its last script; between events. */
    public void bringUp(String name, SchemaScripts scripts) {
        host.bringUp(name, scripts);
    }

    /**
     * Whether SQLite is stepping now, so that the event's thread, in a callback of its, has native
     * frames below it: a virtual thread cannot leave its carrier there.
     */
    public boolean isStepping() {
        return session.steps.isArmed();
    }

    /** The statement that is prepared for a text, and that no cursor has. */
    Optional<PreparedSql> idleStatement(String text) {
        return sql.cache.idle(text);
    }

    /** The sequence of the last commit, durable or not; 0 before the first since it was opened. */
    public long committed() {
        return log.committed();
    }

    /** Bytes in use: pages that are not free, times their size. */
    public long databaseSize() {
        try {
            freePages.start();
            long free = freePages.integer(0);
            return (programs.pageCount() - free) * Sqlite.PAGE_BYTES;
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        } finally {
            freePages.reset();
        }
    }

    /**
     * Shortens the write-ahead log if it is long: some milliseconds of syncs, best between events
     * and after the replies have left. Whether there was something to do.
     */
    public boolean checkpointIfDue() {
        if (session.hasEvent() || !checkpoints.isDue()) {
            return false;
        }
        checkpoints.run();
        return true;
    }

    /**
     * Writes a copy of all that is committed, and durable by then, to another file, whole and
     * durable when this returns; what is there is replaced. Between events.
     */
    public void copyTo(Path target) {
        if (session.hasEvent()) {
            throw new IllegalStateException("an event has the database");
        }
        log.awaitDurable(log.committed());
        FacetCopy.ofOpen(session.db, target);
    }

    /** When commits may be told of, from the next event on. */
    public void acknowledge(Durability durability) {
        log.acknowledge(durability);
    }

    /** When commits of this file are durable. Thread-safe; all are once it is closed. */
    public CommitGate gate() {
        return log;
    }

    /** Returns when what depends on that commit may leave the host. Thread-safe. */
    public void passGate(long sequence) {
        log.pass(sequence);
    }

    /** Returns when the commit of that sequence is durable. Thread-safe. */
    public void awaitDurable(long sequence) {
        log.awaitDurable(sequence);
    }

    /**
     * Makes all commits durable and closes the file, which is then whole without its log. Safe to
     * call twice.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            closeParts();
        } catch (IOException | SqliteFailure e) {
            throw StorageProblem.of("the facet's database could not be closed", e);
        } finally {
            closeConnection();
            follower.closed();
        }
    }

    private void closeParts() throws IOException {
        try (log;
                session.transaction;
                programs;
                host;
                counters;
                freePages;
                checkpoints;
                sql;
                usage;
                kv) {
            rollbackEventIfAny();
            flushUsage();
            log.awaitDurable(log.committed());
            follower.beforeCheckpoint();
        }
    }

    private void closeConnection() {
        try {
            Sqlite.close(connection);
        } catch (SQLException e) {
            throw StorageProblem.of(
                    "the facet's database could not be closed", new SqliteFailure(e));
        }
    }
}
