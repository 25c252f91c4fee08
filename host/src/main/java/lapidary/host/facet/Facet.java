package lapidary.host.facet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import lapidary.abi.Limits;
import lapidary.host.fuel.Fuel;
import lapidary.host.guest.FacetsBelow;
import lapidary.host.guest.FetchEvent;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.ReplyStream;
import lapidary.host.guest.RpcEvent;
import lapidary.host.socket.CloseCode;
import lapidary.host.socket.FacetSockets;
import lapidary.host.socket.SocketEvent;
import lapidary.host.storage.ObjectRoom;
import lapidary.host.storage.UsageTable;
import lapidary.host.usage.RequestId;
import lapidary.host.usage.TotalUsage;
import lapidary.host.usage.UsageBooks;

/**
 * One facet and its private database file. Runs one event at a time, first come first served; is
 * woken by an event, and hibernates when there was none for a while.
 *
 * <p>Thread-safe. Whoever holds {@code turn} owns {@code life}; nobody else touches it.
 */
public final class Facet implements AutoCloseable {
    private static final int LEVEL_ERROR = 4;
    private static final long IDLE_NANOS_MAX = Limits.HIBERNATE_AFTER_MILLIS * 1_000_000;

    private final NamespaceShare share;
    private final Turn turn;
    private final FacetSockets sockets;
    final FacetLife life;
    private final EventRunner runner;
    private final AlarmRunner alarms;
    private volatile FacetSpec spec;
    private final AtomicReference<Abort> lastAbort = new AtomicReference<>(Abort.NONE);
    private volatile long lastActiveNanos = System.nanoTime();
    private volatile long keptVersion;
    private volatile boolean isRetired;

    /**
     * @param file of its database; made by its first event
     * @param room of its object
     * @param share of its namespace
     * @param hint of its alarm
     * @param door by which its sockets' events come
     * @param below gives its events the facets below it
     */
    public Facet(
            Path file,
            ObjectRoom room,
            FacetSpec spec,
            NamespaceShare share,
            FacetServices services,
            AlarmHint hint,
            FacetDoor door,
            Function<Caller, FacetsBelow> below) {
        this.spec = spec;
        this.share = share;
        this.turn = new Turn(spec.identity().label(), share);
        this.sockets = new FacetSockets(services.memory(), new SocketTurns(door));
        this.life =
                new FacetLife(
                        this, file, room, services, share, hint, sockets, lastAbort::get, below);
        this.runner = new EventRunner(life);
        this.alarms = new AlarmRunner(life, runner);
    }

    /** What it runs as from its next event on. */
    public FacetSpec spec() {
        return spec;
    }

    /** Changes what it runs as: the event that runs now is the last one of the old code. */
    public void become(FacetSpec next) {
        spec = next;
    }

    /**
     * Runs a {@code fetch} event. Returns when what it committed is durable.
     *
     * @throws FacetRetiredException if this facet was let go meanwhile: ask for it again
     * @throws FacetBusyException if the turn did not come
     */
    public Outcome fetch(FetchRequest request, ReplyStream stream) throws InterruptedException {
        var client = new GuardedClient(request.body(), stream, life.guard());
        var event = new FetchEvent(request.withBody(client), client);
        var work = new GuestWork.Fetch(event);
        boolean isTold = false;
        try {
            var outcome = inTurn(request::heldBytes, abort -> runner.run(spec, abort, work));
            isTold = true;
            return outcome;
        } finally {
            if (!isTold) { // nobody can connect to what it has opened
                event.abandon();
            }
        }
    }

    /**
     * Runs an event of one of its sockets, or nothing if it has that no more. Returns when its turn
     * is over: what it sends waits for the gate by itself.
     */
    void hear(SocketEvent event) throws InterruptedException {
        RequestId.with("ws-" + event.socket().id(), () -> heard(event))
                .map(Ended::outcome)
                .flatMap(Outcome::failure)
                .ifPresent(failure -> life.log(spec, LEVEL_ERROR, "a socket's event: " + failure));
    }

    private Optional<Ended<Outcome>> heard(SocketEvent event) throws InterruptedException {
        return endedInTurn(
                event::heldBytes,
                abort ->
                        event.socket().isGone()
                                ? Optional.<Ended<Outcome>>empty()
                                : Optional.of(runner.run(spec, abort, new GuestWork.Hear(event))));
    }

    /**
     * Runs a {@code fetch} event for one that waits for it and pays for it. Takes no place among
     * the events of its namespace, which the waiting one has.
     *
     * @param left what the waiting event has left
     * @throws FacetRetiredException if this facet was let go meanwhile: ask for it again
     * @throws FacetBusyException if the turn did not come
     */
    public Called fetchFor(Caller caller, FetchRequest request, ReplyStream stream, Fuel left) {
        var client = new GuardedClient(request.body(), stream, life.guard());
        var event = new FetchEvent(request.withBody(client), client);
        var work = new ForCaller(new GuestWork.Fetch(event), left);
        return forCaller(caller, request::heldBytes, work);
    }

    /** As {@link #fetchFor}, for a {@code call} event. */
    public Called callFor(Caller caller, RpcEvent event, Fuel left) {
        return forCaller(caller, () -> 0, new ForCaller(new GuestWork.Call(event), left));
    }

    /** Runs one text of SQL as an event of this facet, without its guest. */
    public SqlOutcome sql(SqlRequest request) throws InterruptedException {
        return inTurn(request.text()::length, abort -> runner.sql(spec, abort, request));
    }

    /**
     * Runs the handler of its alarm, if that is due. Returns when what became of it is durable, and
     * noted outside.
     *
     * @param version of what was noted outside
     */
    public AlarmRun alarm(long version) throws InterruptedException {
        life.hint().expect(version);
        var run = inTurn(() -> 0, abort -> alarms.run(spec, abort));
        life.hint().settle(run.covers(), run.dueMillis());
        return run;
    }

    /** When its alarm is due, if its database is open. */
    public Optional<OptionalLong> alarmDue() {
        return life.alarmDue();
    }

    /** What it used, with what is not written yet, if its database is open; for any thread. */
    public Optional<TotalUsage> usage() {
        return life.usage().map(UsageTable::total);
    }

    /** Its hours in the books, as they are now. */
    public void keepUsage(UsageBooks books) {
        var usage = life.usage();
        long version = usage.map(UsageTable::version).orElse(keptVersion);
        if (version != keptVersion && usage.isPresent()) {
            keptVersion = version;
            books.keep(FacetAccount.account(spec.identity()), usage.get().hours());
        }
    }

    /**
     * Writes a copy of all that its events have committed to another file, whole and durable when
     * this returns. Takes a turn of its own, in which nothing is dropped.
     *
     * @throws FacetRetiredException if this facet was let go meanwhile: ask for it again
     */
    public void copyTo(Path target) throws InterruptedException {
        betweenEvents(copier -> copier.accept(target));
    }

    /**
     * Does something between two of its events, with nothing of it dropped.
     *
     * @throws FacetRetiredException if this facet was let go meanwhile: ask for it again
     */
    public void betweenEvents(Work work) throws InterruptedException {
        turn.acquire(() -> 0);
        try {
            if (isRetired) {
                throw new FacetRetiredException();
            }
            work.run(life::copyTo);
        } finally {
            turn.release();
        }
    }

    /** What is to be done between two events. */
    public interface Work {
        /**
         * Does it.
         *
         * @param copier writes a copy of the database, as {@link Facet#copyTo} does
         */
        void run(Consumer<Path> copier) throws InterruptedException;
    }

    /** Ends the event that runs, and those that wait; data stays. Returns when nothing runs. */
    public void abort(String reason) throws InterruptedException {
        endEvents(abort -> abort.next(reason));
        turn.acquirePastBounds();
        try {
            sockets.cutOff(CloseCode.RESTART, "the facet was aborted: " + reason);
            life.hibernate();
        } finally {
            turn.release();
        }
    }

    /**
     * Aborts, and lets this facet go: later events are refused.
     *
     * @throws FacetBusyException if the event that runs did not end in time; this is then still the
     *     one live facet, and must be kept
     */
    public void retire(String reason) throws InterruptedException {
        retire(CloseCode.RESTART, reason);
    }

    /** As {@link #retire}, of one whose data goes as well. */
    public void retireForGood(String reason) throws InterruptedException {
        retire(CloseCode.GOING_AWAY, reason);
    }

    private void retire(int code, String reason) throws InterruptedException {
        endEvents(abort -> abort.next(reason));
        turn.acquirePastBounds();
        closeInTurn(code, "the facet was ended: " + reason);
    }

    /**
     * What can be put off until nobody waits: shortens a long write-ahead log, and drops the
     * instance and closes the database if there was no event for a while.
     */
    public void tidy() {
        if (!life.isAwake() || !turn.acquireIfFree()) {
            return;
        }
        try {
            life.tidyUsage();
            if (isIdleFor(IDLE_NANOS_MAX)) {
                sockets.endStreams(IDLE_NANOS_MAX);
                life.hibernate();
            } else {
                life.checkpointIfDue();
            }
        } catch (RuntimeException | Error e) {
            life.abandon(e);
            throw e;
        } finally {
            turn.release();
        }
    }

    /**
     * Drops the instance if no event has or awaits its turn: its memory is lost, its data is kept.
     *
     * @return the bytes that the host has back
     */
    public long evict() {
        if (!life.hasInstance() || !turn.acquireIfFree()) {
            return 0;
        }
        try {
            return life.evict();
        } finally {
            turn.release();
        }
    }

    /**
     * Drops the instance and closes the database if no event has or awaits its turn.
     *
     * @return whether it did
     */
    boolean hibernateIfIdle() {
        if (!life.isAwake() || !turn.acquireIfFree()) {
            return false;
        }
        try {
            life.hibernate();
            return true;
        } finally {
            turn.release();
        }
    }

    /** Whether there is an instance, which {@link #evict} may drop. */
    public boolean hasInstance() {
        return life.hasInstance();
    }

    /** When its last event was over, by {@link System#nanoTime}. */
    public long lastActiveNanos() {
        return lastActiveNanos;
    }

    public boolean isAwake() {
        return life.isAwake();
    }

    /**
     * Lets it go, if it has hibernated for a while, has no sockets and nobody waits for it.
     *
     * @return whether it is retired now
     */
    public boolean retireIfAsleep(Duration idle) {
        if (isIdleFor(idle.toNanos()) && turn.acquireIfFree()) {
            try {
                isRetired = isRetired || (isAsleep() && isIdleFor(idle.toNanos()));
            } finally {
                turn.release();
            }
        }
        return isRetired;
    }

    /** Whether it was let go: every event is refused. */
    public boolean isRetired() {
        return isRetired;
    }

    /** Aborts, waits until nothing runs, closes the database. Later events are refused. */
    @Override
    public void close() {
        endEvents(Abort::ofHost);
        turn.acquireUninterruptibly();
        closeInTurn(CloseCode.GOING_AWAY, lastAbort.get().reason());
    }

    /** All that run or wait now; they notice it themselves, within a moment. */
    private void endEvents(UnaryOperator<Abort> next) {
        lastAbort.updateAndGet(next);
        life.guard().wakeUp();
    }

    /** Whoever calls this has the turn. */
    private void closeInTurn(int code, String why) {
        try {
            isRetired = true;
            sockets.cutOff(code, why);
            life.hibernate();
        } finally {
            turn.release();
        }
    }

    private boolean isAsleep() {
        return !life.isAwake() && sockets.isEmpty();
    }

    private boolean isIdleFor(long nanos) {
        return System.nanoTime() - lastActiveNanos >= nanos;
    }

    /**
     * @param bytes that the event holds while it waits
     */
    private <T> T inTurn(LongSupplier bytes, Function<Abort, Ended<T>> event)
            throws InterruptedException {
        return endedInTurn(bytes, event).atTheGate();
    }

    private <T> T endedInTurn(LongSupplier bytes, Function<Abort, T> event)
            throws InterruptedException {
        var abort = lastAbort.get();
        turn.acquire(bytes);
        try {
            refuseIfOver(abort);
            return inShare(abort, event);
        } finally {
            lastActiveNanos = System.nanoTime();
            endTurn();
        }
    }

    private void endTurn() {
        try {
            life.afterEvent(lastActiveNanos);
        } finally {
            turn.release();
        }
    }

    private Called forCaller(Caller caller, LongSupplier bytes, ForCaller work) {
        var abort = lastAbort.get();
        return OwnStack.run(() -> {
            acquireFor(caller, bytes);
            var ended = inTurnFor(caller, abort, work);
            ended.database().awaitDurable(ended.commit());
            return work.called(ended.outcome());
        });
    }

    private Ended<Outcome> inTurnFor(Caller caller, Abort abort, ForCaller work) {
        try {
            caller.guard().endIfAborted();
            refuseIfOver(abort);
            return runner.run(spec, abort, caller.guard(), work);
        } finally {
            lastActiveNanos = System.nanoTime();
            turn.release();
        }
    }

    /**
     * Whoever aborts the event that waits ends the wait for this turn. That event's place among
     * those that run is another's meanwhile: whoever has the turn may wait for one.
     */
    private void acquireFor(Caller caller, LongSupplier bytes) {
        if (turn.acquireIfFree()) {
            return;
        }
        share.leave();
        caller.guard().beginWaitForTurn(Thread.currentThread());
        try {
            turn.acquire(bytes);
        } catch (InterruptedException e) {
            caller.guard().endIfAborted();
            throw new IllegalStateException("nobody else knows this thread", e);
        } finally {
            caller.guard().calleeHasTurn();
            share.enterAgain();
        }
    }

    private <T> T inShare(Abort abort, Function<Abort, T> event) throws InterruptedException {
        share.enter(() -> endIfAbortedSince(abort));
        try {
            return event.apply(abort);
        } finally {
            share.leave();
        }
    }

    /** Whoever waited for a facet that was stopped is told why, not that of its successor. */
    private void refuseIfOver(Abort abort) {
        if (isRetired && lastAbort.get().isOfHost()) {
            throw new FacetRetiredException();
        }
        endIfAbortedSince(abort);
        if (isRetired) {
            throw new FacetRetiredException();
        }
    }

    private void endIfAbortedSince(Abort abort) {
        var last = lastAbort.get();
        if (last.count() != abort.count()) {
            throw last.exception();
        }
    }
}
