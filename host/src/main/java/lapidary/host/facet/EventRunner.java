package lapidary.host.facet;

import java.util.Optional;
import lapidary.host.engine.GuestTrap;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.error.Refusal;
import lapidary.host.facet.Outcome.Answered;
import lapidary.host.facet.Outcome.Detached;
import lapidary.host.facet.Outcome.Failed;
import lapidary.host.facet.Outcome.Forwarded;
import lapidary.host.facet.Outcome.FuelExhausted;
import lapidary.host.facet.Outcome.Heard;
import lapidary.host.facet.Outcome.Rang;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.facet.Outcome.StorageFull;
import lapidary.host.facet.Outcome.Trapped;
import lapidary.host.facet.Outcome.Upgraded;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.FuelBudget;
import lapidary.host.fuel.OutOfFuel;
import lapidary.host.guest.GuestExit;
import lapidary.host.socket.Gate;
import lapidary.host.storage.FacetDatabase;
import lapidary.host.usage.EventEnd;
import lapidary.host.usage.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * Runs events: a transaction is opened, the fuel set, the export called. A normal return commits;
 * anything else rolls back, and the instance that was stopped midway is dropped. Confined to
 * whoever holds the facet's turn.
 */
final class EventRunner {
    private final FacetLife life;
    private final SqlEventRunner sql;

    /** What the event has burned that was undone last. */
    private Fuel undone = Fuel.NONE;

    EventRunner(FacetLife life) {
        this.life = life;
        this.sql = new SqlEventRunner(life);
    }

    Ended<Outcome> run(FacetSpec spec, Abort abort, GuestWork work) {
        return run(spec, abort, null, work);
    }

    /** As above, for an event that waits for it, if there is one. */
    Ended<Outcome> run(FacetSpec spec, Abort abort, @Nullable EventGuard waiting, GuestWork work) {
        var database = life.database(spec);
        life.guard().begin(abort, waiting);
        try {
            var outcome = outcome(spec, database, work);
            life.guard().settle(outcome.used().units());
            return new Ended<>(outcome, database, database.committed());
        } catch (EventStopped stopped) {
            throw stopped.abort().exception();
        } finally {
            life.guard().end();
        }
    }

    Ended<SqlOutcome> sql(FacetSpec spec, Abort abort, SqlRequest request) {
        var database = life.database(spec);
        var budget = new FuelBudget(spec.limits().fuelPerEvent(), life.guard());
        life.guard().begin(abort);
        try {
            return sql.run(spec, database, budget, request);
        } finally {
            life.guard().settle(budget.used().units());
            life.guard().end();
        }
    }

    /**
     * Runs a guest's work as an event, and says how it ended.
     *
     * @throws EventStopped if it was aborted
     */
    Outcome outcome(FacetSpec spec, FacetDatabase database, GuestWork work) {
        begin(work);
        undone = Fuel.NONE;
        try {
            var outcome = attempt(spec, database, work);
            count(spec, database, work, end(outcome), outcome.failure().orElse(""));
            return outcome;
        } catch (AlarmNotDue notDue) {
            throw notDue;
        } catch (EventStopped stopped) {
            count(spec, database, work, EventEnd.ABORTED, stopped.abort().reason());
            throw stopped;
        } catch (CallerException | LimitException e) {
            count(spec, database, work, EventEnd.UNAVAILABLE, e.code().name());
            throw e;
        } catch (RuntimeException | Error e) {
            count(spec, database, work, EventEnd.HOST_FAILED, "");
            throw e;
        }
    }

    private void begin(GuestWork work) {
        var kind = EventKind.ofExport(work.export());
        life.metering().begin(kind, life.inputs().startMillis());
    }

    /** Unless it was counted already. A wake that ended is counted, and then its event as well. */
    private void count(
            FacetSpec spec, FacetDatabase database, GuestWork work, EventEnd end, String reason) {
        var metering = life.metering();
        var used = undone;
        if (metering.isWake()) {
            if (!metering.isOver()) {
                metering.failed(spec, database, end, reason, used);
            }
            begin(work);
            used = Fuel.NONE;
        }
        if (!metering.isOver()) {
            metering.failed(spec, database, end, reason, used);
        }
    }

    private Outcome attempt(FacetSpec spec, FacetDatabase database, GuestWork work) {
        try {
            return run(spec, database, work);
        } catch (WakeStopped wake) {
            undo(database);
            undone = wake.used();
            return stoppedWake(wake, spec.limits().fuelPerEvent());
        } catch (Refusal notCommitted) { // what the facet's wake wrote
            return notCommitted(database, notCommitted, undo(database));
        } catch (OutOfFuel _) {
            var limit = work.limit(spec.limits().fuelPerEvent());
            return new FuelExhausted("the event", limit, undo(database));
        } catch (GuestTrap trap) {
            var used = undo(database);
            return troubled(database, used)
                    .orElseGet(() -> new Trapped(trap.reason(), trap.function().orElse(""), used));
        } catch (GuestExit exit) {
            var used = undo(database);
            return troubled(database, used)
                    .orElseGet(() -> new Failed(String.valueOf(exit.getMessage()), used));
        } catch (CallFailed failed) {
            return new Failed(String.valueOf(failed.getMessage()), undo(database));
        } catch (EventStopped | AlarmNotDue | CallerException | LimitException e) {
            undo(database);
            throw e;
        } catch (RuntimeException | Error e) {
            count(spec, database, work, EventEnd.HOST_FAILED, ""); // as long as it is open
            life.abandon(e);
            throw e;
        }
    }

    /** The event did not begin: what its facet burned on the way is what is billed. */
    private static Outcome stoppedWake(WakeStopped wake, Fuel limit) {
        return switch (wake.stop()) {
            case OutOfFuel _ -> new FuelExhausted("the facet's wake", limit, wake.used());
            case GuestTrap trap ->
                    new Trapped(
                            trap.reason() + ", while the facet woke",
                            trap.function().orElse(""),
                            wake.used());
            case RuntimeException stop ->
                    new Failed(stop.getMessage() + " while the facet woke", wake.used());
        };
    }

    private Outcome run(FacetSpec spec, FacetDatabase database, GuestWork work) {
        var live = life.awake(spec);
        if (life.metering().isWake()) {
            begin(work);
        }
        return life.metering().run(() -> run(spec, database, work, live));
    }

    private Outcome run(FacetSpec spec, FacetDatabase database, GuestWork work, LiveInstance live) {
        var tank = live.guest().tank();
        var inputs = life.inputs();
        work.begin(live.context(), inputs);
        database.beginEvent(inputs, live.context().sqlMeter(), live.context().used());
        tank.fill(work.limit(spec.limits().fuelPerEvent()).units());
        work.begun(database, inputs);
        boolean isIntact = call(live, work.export());
        work.returned(database);
        var used = new Fuel(tank.used());
        live.context().countReply();
        life.metering().beforeCommit(database, used);
        var failure = commit(database, used);
        if (failure == null) {
            life.metering().committed(spec, database);
            life.sockets().changes().commit(new Gate(database.gate(), database.committed()));
        } else {
            undone = used;
        }
        if (failure != null || !isIntact) {
            life.discard();
        }
        return failure != null ? failure : work.done(used);
    }

    /**
     * Calls an export.
     *
     * @return whether the instance may run again: not if it exited midway, though all is well
     */
    static boolean call(LiveInstance live, String export) {
        if (!live.guest().exports(export)) {
            throw new GuestTrap("the module does not export " + export);
        }
        try {
            live.guest().call(export);
            live.context().endEvent();
            return true;
        } catch (GuestExit exit) {
            if (exit.code() != 0) {
                throw exit;
            }
            return false;
        }
    }

    /** Commits, or undoes what cannot be committed and says why. */
    private static @Nullable Outcome commit(FacetDatabase database, Fuel used) {
        try {
            database.commitEvent();
            return null;
        } catch (Refusal e) {
            return notCommitted(database, e, used);
        }
    }

    private static Outcome notCommitted(FacetDatabase database, Refusal e, Fuel used) {
        return troubled(database, used)
                .orElseGet(() -> new Failed("the event could not be committed: " + e.text(), used));
    }

    /**
     * If the event could not go on since there is no room or the disk failed: what a guest made of
     * that is not what its caller is told.
     */
    private static Optional<Outcome> troubled(FacetDatabase database, Fuel used) {
        var trouble = database.trouble().orElse(null);
        if (trouble == null) {
            return Optional.empty();
        }
        if (trouble.code() == ErrorCode.STORAGE_FULL) {
            return Optional.of(new StorageFull(String.valueOf(trouble.getMessage()), used));
        }
        throw trouble;
    }

    /** Rolls back, drops the instance, and says what was burned. */
    private Fuel undo(FacetDatabase database) {
        try {
            undone = life.discard();
            return undone;
        } finally {
            rollBack(database);
        }
    }

    private void rollBack(FacetDatabase database) {
        try {
            database.rollbackEventIfAny();
        } catch (RuntimeException | Error e) {
            life.abandon(e);
            throw e;
        }
    }

    static EventEnd end(Outcome outcome) {
        return switch (outcome) {
            case Replied _, Detached _, Upgraded _, Heard _, Forwarded _, Answered _, Rang _ ->
                    EventEnd.COMMITTED;
            case FuelExhausted _ -> EventEnd.FUEL_EXHAUSTED;
            case Trapped _ -> EventEnd.TRAPPED;
            case Failed _ -> EventEnd.FAILED;
            case StorageFull _ -> EventEnd.STORAGE_FULL;
        };
    }
}
