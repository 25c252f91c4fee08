package lapidary.host.facet;

import lapidary.host.engine.GuestTrap;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.FuelBudget;
import lapidary.host.fuel.OutOfFuel;
import lapidary.host.storage.FacetDatabase;
import lapidary.host.usage.EventEnd;
import lapidary.host.usage.EventKind;
import lapidary.host.usage.Measure;

/**
 * Runs an operator's SQL as an event of a facet, without its guest. Confined to whoever holds the
 * facet's turn.
 */
final class SqlEventRunner {
    private final FacetLife life;

    SqlEventRunner(FacetLife life) {
        this.life = life;
    }

    Ended<SqlOutcome> run(
            FacetSpec spec, FacetDatabase database, FuelBudget budget, SqlRequest request) {
        var metering = life.metering();
        var inputs = life.inputs();
        metering.begin(EventKind.SQL, inputs.startMillis());
        try {
            database.beginEvent(inputs, budget, metering.meter());
            metering.meter().add(Measure.BYTES_IN, request.text().length());
            var outcome = SqlEvent.run(database, budget, request);
            countFuel(budget);
            metering.beforeCommit(database, budget.used());
            database.commitEvent();
            metering.committed(spec, database);
            return new Ended<>(outcome, database, database.committed());
        } catch (Refusal e) {
            rollBack(database);
            failed(spec, database, budget, EventEnd.FAILED, e.text());
            // Its words may tell of what was committed before: the gate holds for them, too.
            database.passGate(database.committed());
            throw database.trouble().orElseGet(() -> refused(e));
        } catch (OutOfFuel e) {
            rollBack(database);
            failed(spec, database, budget, EventEnd.FUEL_EXHAUSTED, "");
            throw new LimitException(
                    ErrorCode.FUEL_EXHAUSTED, "the statement burned all the fuel of an event", e);
        } catch (EventStopped stopped) {
            rollBack(database);
            failed(spec, database, budget, EventEnd.ABORTED, stopped.abort().reason());
            throw stopped.abort().exception();
        } catch (GuestTrap trap) {
            rollBack(database);
            failed(spec, database, budget, EventEnd.TRAPPED, trap.reason());
            throw new CallerException(
                            ErrorCode.GUEST_TRAPPED, "the statement was ended: " + trap.reason())
                    .with("trap", trap.reason());
        } catch (CallerException | LimitException e) {
            rollBack(database);
            failed(spec, database, budget, EventEnd.UNAVAILABLE, e.code().name());
            throw e;
        } catch (RuntimeException | Error e) {
            failed(spec, database, budget, EventEnd.HOST_FAILED, ""); // as long as it is open
            life.abandon(e);
            throw e;
        }
    }

    private void failed(
            FacetSpec spec,
            FacetDatabase database,
            FuelBudget budget,
            EventEnd end,
            String reason) {
        countFuel(budget);
        life.metering().failed(spec, database, end, reason, budget.used());
    }

    /** There is no guest: all is the statements'. */
    private void countFuel(FuelBudget budget) {
        life.metering().meter().counts().set(Measure.SQL_FUEL, budget.used().units());
    }

    private void rollBack(FacetDatabase database) {
        try {
            database.rollbackEventIfAny();
        } catch (RuntimeException | Error e) {
            life.abandon(e);
            throw e;
        }
    }

    private static HostException refused(Refusal e) {
        var refused = new CallerException(ErrorCode.SQL_INVALID, e.text(), e);
        refused.with("result", e.code().name());
        return refused;
    }
}
