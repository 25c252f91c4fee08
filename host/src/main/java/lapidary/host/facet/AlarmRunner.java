package lapidary.host.facet;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import lapidary.abi.Limits;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.storage.AlarmTable.Alarm;
import lapidary.host.storage.FacetDatabase;

/**
 * Runs the handler of an alarm that is due. With what the handler wrote the alarm is gone; where it
 * fails, the alarm stays and is due again some seconds later. What fails in the host is thrown, and
 * leaves the alarm as it was. Confined to whoever holds the facet's turn.
 */
final class AlarmRunner {
    private static final int LEVEL_WARNING = 3;
    private static final int LEVEL_ERROR = 4;

    /** Of a delay, what chance adds at most: a quarter. */
    private static final double JITTER = 0.25;

    private final FacetLife life;
    private final EventRunner events;

    AlarmRunner(FacetLife life, EventRunner events) {
        this.life = life;
        this.events = events;
    }

    Ended<AlarmRun> run(FacetSpec spec, Abort abort) {
        var database = life.database(spec);
        long now = life.inputs().startMillis();
        boolean ran = false;
        var alarm = database.alarm().kept().filter(kept -> kept.dueMillis() <= now);
        if (alarm.isPresent()) {
            ran = ring(spec, abort, database, alarm.get());
        }
        return new Ended<>(
                new AlarmRun(ran, dueMillis(database), life.hint().covers()),
                database,
                database.committed());
    }

    /** When the facet's alarm is due. */
    static OptionalLong dueMillis(FacetDatabase database) {
        return database.alarm().kept().stream().mapToLong(Alarm::dueMillis).findFirst();
    }

    private boolean ring(FacetSpec spec, Abort abort, FacetDatabase database, Alarm alarm) {
        life.guard().begin(abort);
        try {
            var outcome = events.outcome(spec, database, new GuestWork.Ring(alarm));
            life.guard().settle(outcome.used().units());
            account(spec, database, alarm, outcome);
        } catch (EventStopped stopped) {
            if (stopped.abort().isOfHost()) {
                throw new LimitException(ErrorCode.OVERLOADED, stopped.abort().reason());
            }
            failed(spec, database, alarm, "it was aborted: " + stopped.abort().reason());
        } catch (AlarmNotDue _) {
            return false;
        } finally {
            life.guard().end();
        }
        return true;
    }

    private void account(FacetSpec spec, FacetDatabase database, Alarm alarm, Outcome outcome) {
        outcome.failure().ifPresent(reason -> failed(spec, database, alarm, reason));
    }

    private void failed(FacetSpec spec, FacetDatabase database, Alarm alarm, String reason) {
        String what = "the alarm of " + Instant.ofEpochMilli(alarm.atMillis()) + " failed: ";
        if (alarm.retryCount() >= Limits.ALARM_RETRIES_MAX) {
            database.alarm().drop(alarm);
            life.log(
                    spec,
                    LEVEL_ERROR,
                    what + reason + "; it is dropped after as many retries as there are");
            return;
        }
        long delay = delayMillis(alarm.retryCount());
        database.alarm().retry(alarm, life.inputs().startMillis() + delay);
        life.log(
                spec,
                LEVEL_WARNING,
                what
                        + reason
                        + "; it is tried again in "
                        + TimeUnit.MILLISECONDS.toSeconds(delay)
                        + " s");
    }

    /** Before the next retry: 2, 4, 8 … seconds, and up to a quarter more. */
    private long delayMillis(int retries) {
        long delay = Limits.ALARM_RETRY_DELAY_MILLIS << retries;
        return delay + (long) (life.inputs().random().nextDouble() * JITTER * delay);
    }
}
