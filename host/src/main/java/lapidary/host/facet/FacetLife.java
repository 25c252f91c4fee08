package lapidary.host.facet;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import lapidary.abi.AbiExports;
import lapidary.host.engine.GuestTrap;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.OutOfFuel;
import lapidary.host.fuel.SliceListener;
import lapidary.host.guest.EventRandom;
import lapidary.host.guest.FacetsBelow;
import lapidary.host.guest.GuestContext;
import lapidary.host.guest.GuestExit;
import lapidary.host.socket.FacetSockets;
import lapidary.host.socket.Gate;
import lapidary.host.storage.DatabaseLimits;
import lapidary.host.storage.EventInputs;
import lapidary.host.storage.FacetDatabase;
import lapidary.host.storage.FacetFiles;
import lapidary.host.storage.ObjectRoom;
import lapidary.host.storage.UsageTable;
import lapidary.host.usage.EventEnd;
import lapidary.host.usage.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * What a facet has while it is awake: its open database and its instance. Confined to whoever holds
 * the facet's turn, but for {@link #isAwake} and {@link #hasInstance}.
 */
final class FacetLife {
    /** Some tens of milliseconds: see docs/storage.md. */
    private static final long COPIED_OPEN_BYTES_MAX = 16 << 20;

    private final Facet facet;
    private final Path file;
    private final ObjectRoom room;
    private final FacetServices services;
    private final AlarmHint hint;
    private final FacetSockets sockets;
    private final EventGuard guard;
    private final FacetsBelow below;
    private final Metering metering;
    private final FacetAccount account;
    private volatile @Nullable FacetDatabase database;
    private DatabaseLimits openLimits = DatabaseLimits.DEFAULT;
    private volatile @Nullable LiveInstance live;
    private @Nullable FacetSpec liveSpec;

    /**
     * @param facet whose life this is
     * @param room of its object
     * @param sockets of the facet, which outlive what it is awake with
     * @param lastAbort of the facet
     * @param newBelow gives its events the facets below it
     */
    FacetLife(
            Facet facet,
            Path file,
            ObjectRoom room,
            FacetServices services,
            NamespaceShare share,
            AlarmHint hint,
            FacetSockets sockets,
            Supplier<Abort> lastAbort,
            Function<Caller, FacetsBelow> newBelow) {
        this.facet = facet;
        this.file = file;
        this.room = room;
        this.services = services;
        this.hint = hint;
        this.metering = new Metering(services.usage().sink());
        this.account = new FacetAccount(services.usage().books());
        this.sockets = sockets;
        this.guard = new EventGuard(services.longEvents(), share, lastAbort, this::isStepping);
        this.below = newBelow.apply(new Caller(guard));
    }

    boolean isAwake() {
        return database != null;
    }

    private boolean isStepping() {
        var open = database;
        return open != null && open.isStepping();
    }

    boolean hasInstance() {
        return live != null;
    }

    /**
     * Drops the instance, whose event has long been over.
     *
     * @return the bytes that it had claimed
     */
    long evict() {
        var idle = live;
        long bytes = idle == null ? 0 : idle.guest().bytes();
        discard();
        return bytes;
    }

    EventGuard guard() {
        return guard;
    }

    Metering metering() {
        return metering;
    }

    AlarmHint hint() {
        return hint;
    }

    FacetSockets sockets() {
        return sockets;
    }

    /** When the alarm is due, if the database is open; for any thread. */
    Optional<OptionalLong> alarmDue() {
        return Optional.ofNullable(database).map(AlarmRunner::dueMillis);
    }

    /** Writes a line to the facet's log. */
    void log(FacetSpec spec, int level, String text) {
        services.log().write(spec.identity(), level, text);
    }

    /** The database, opened if need be: anew where its limits have changed. */
    FacetDatabase database(FacetSpec spec) {
        var limits = spec.limits().database();
        if (!limits.equals(openLimits)) {
            hibernate();
        }
        var open = database;
        if (open == null) {
            open = open(limits);
            database = open;
            openLimits = limits;
            account.opened();
            open.alarm().beforeKept(hint::cover);
            sockets.autoRespond(
                    open.autoResponse()
                            .stored()
                            .map(pair -> List.of(pair.request(), pair.response())));
            AlarmRunner.dueMillis(open).ifPresent(hint::found);
        }
        open.acknowledge(spec.durability());
        return open;
    }

    private FacetDatabase open(DatabaseLimits limits) {
        services.databases().opening(facet);
        boolean isOpen = false;
        try {
            var opened = Carriers.whileSyncing(() -> openFile(limits));
            isOpen = true;
            return opened;
        } finally {
            if (!isOpen) {
                services.databases().closed(facet);
            }
        }
    }

    private FacetDatabase openFile(DatabaseLimits limits) {
        return FacetDatabase.open(
                file, limits, room, services.memory(), services.committer(), services.followers());
    }

    /**
     * Copies the database. One that is open and small stays open. A large one is closed, and the
     * instance dropped as if nobody had asked for it in a while: SQLite takes five times as long to
     * copy it as the system does, and the facet's events wait for that.
     */
    void copyTo(Path target) {
        var large = database;
        if (large != null && large.databaseSize() > COPIED_OPEN_BYTES_MAX) {
            hibernate();
        }
        var open = database;
        Carriers.whileSyncing(() -> {
            if (open == null) {
                FacetFiles.copy(file, target);
            } else {
                open.copyTo(target);
            }
            return true;
        });
    }

    /** What a new event knows of time and chance. */
    EventInputs inputs() {
        return new EventInputs(services.clock().millis(), new EventRandom(services.seeds()));
    }

    /**
     * The instance, woken if need be: made, its start section, {@code _initialize} and {@code init}
     * run, in a transaction of their own.
     *
     * @throws WakeStopped if the guest trapped, ran out of fuel or ended itself meanwhile
     */
    LiveInstance awake(FacetSpec spec) {
        var awake = live;
        if (awake == null || !spec.equals(liveSpec)) {
            discard();
            awake = wake(spec);
            live = awake;
            liveSpec = spec;
        }
        return awake;
    }

    /**
     * Drops the instance and its memory: it was stopped midway, or its code is out of date.
     *
     * @return what the event that it ran last has burned
     */
    Fuel discard() {
        sockets.changes().rollBack();
        var dropped = live;
        live = null;
        liveSpec = null;
        if (dropped == null) {
            return Fuel.NONE;
        }
        try (var guest = dropped.guest()) {
            var tank = guest.tank();
            var used = new Fuel(tank.used());
            tank.listen(SliceListener.NONE); // nothing may end an event that has ended
            dropped.context().endEvent();
            return used;
        }
    }

    /** What the facet used, with what is not written yet, if its database is open; any thread. */
    Optional<UsageTable> usage() {
        return Optional.ofNullable(database).map(FacetDatabase::usage);
    }

    /** An event is over, in whose turn this is. */
    void afterEvent(long nowNanos) {
        var open = database;
        if (open != null) {
            account.afterEvent(open, nowNanos);
        }
    }

    /** Has what was used written down, between events. */
    void tidyUsage() {
        var open = database;
        if (open != null) {
            account.tidy(facet.spec().identity(), open, services.clock().millis());
        }
    }

    void checkpointIfDue() {
        var open = database;
        if (open != null) {
            var _ = open.checkpointIfDue();
        }
    }

    void hibernate() {
        var due = alarmDue();
        letGo();
        due.ifPresent(known -> hint.settleLater(hint.covers(), known));
    }

    private void letGo() {
        try {
            discard();
        } finally {
            var open = database;
            if (open != null) {
                account.closing(facet.spec().identity(), open);
                database = null;
                close(open);
            }
        }
    }

    /**
     * Lets go of all after a failure that nobody foresaw: whatever state it has left, the next
     * event gets another connection and another instance. What is known of its alarm may be wrong.
     *
     * @param failure which is told of what fails on the way
     */
    void abandon(Throwable failure) {
        try {
            letGo();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    private void close(FacetDatabase open) {
        try {
            Carriers.whileSyncing(() -> {
                open.close();
                return true;
            });
        } finally {
            services.databases().closed(facet);
        }
    }

    private LiveInstance wake(FacetSpec spec) {
        var open = database(spec);
        var context =
                new GuestContext(
                        spec.identity(),
                        open,
                        services.log(),
                        sockets,
                        metering.meter(),
                        OnceCalls.reach(services, spec, guard, below));
        // Inputs of its own: whether a facet had to wake makes no difference to the event.
        var inputs = inputs();
        metering.begin(EventKind.WAKE, inputs.startMillis());
        context.beginWake(inputs);
        open.beginEvent(inputs, context.sqlMeter(), metering.meter());
        var guest = Waking.instance(services, spec, context, spec.limits().fuelPerEvent(), guard);
        live = new LiveInstance(guest, context); // from now on, whoever discards it gives it back
        try {
            Waking.run(guest);
        } catch (OutOfFuel | GuestTrap | GuestExit stop) {
            var used = new Fuel(guest.tank().used());
            guest.tank().listen(SliceListener.NONE); // nothing may end what has ended
            context.endEvent();
            throw new WakeStopped(stop, used);
        }
        context.endEvent(); // what it printed is the wake's, and no event pays for it
        var used = new Fuel(guest.tank().used());
        guard.settle(used.units());
        commitWake(spec, open, used);
        sockets.changes().commit(new Gate(open.gate(), open.committed()));
        sockets.hear(guest.exports(AbiExports.WS_CLOSE), guest.exports(AbiExports.WS_ERROR));
        return new LiveInstance(guest, context);
    }

    private void commitWake(FacetSpec spec, FacetDatabase open, Fuel used) {
        metering.beforeCommit(open, used);
        try {
            open.commitEvent();
        } catch (Refusal e) {
            metering.failed(spec, open, EventEnd.FAILED, e.text(), used);
            throw e;
        }
        metering.committed(spec, open);
    }
}
