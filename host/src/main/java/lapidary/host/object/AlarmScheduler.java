package lapidary.host.object;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks at facets when their alarms are due: one thread that waits for the first of them, and a
 * virtual thread for each of a few that are looked at. What waits is in {@code lapidary.db} alone;
 * here is one time for each namespace.
 *
 * <p>Thread-safe: {@code lock} guards the lanes, and is not held while anything is read or run.
 */
public final class AlarmScheduler implements AutoCloseable {
    private static final Logger LOG = System.getLogger("lapidary.alarm");

    /** Of all namespaces at once: what is overdue at the start is worked off, not let loose. */
    private static final int AT_ONCE_MAX = 32;

    /** From one namespace before it is the next one's turn. */
    private static final int IN_A_ROW_MAX = 4;

    /** The clock may be put forward while it is waited for. */
    private static final long WAIT_MILLIS_MAX = 1_000;

    private final AlarmIndex index;
    private final AlarmDuty duty;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private final Map<Long, AlarmLane> lanes = new HashMap<>();
    private final Thread thread;
    private int running;
    private long waitsUntilMillis;
    private boolean isClosed;

    /**
     * @param clock that guests see
     */
    AlarmScheduler(AlarmIndex index, AlarmDuty duty, InstantSource clock) {
        this.index = index;
        this.duty = duty;
        this.clock = clock;
        index.listen(this::note);
        index.firstOfEach().forEach(this::note);
        thread = Thread.ofPlatform().daemon().name("alarms").start(this::runUntilClosed);
    }

    /** Looks at the clock now. */
    public void wakeUp() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when nothing is due, by the clock of now, that is not done or put off. */
    void awaitIdle() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!isClosed
                    && (running > 0 || waitsUntilMillis == 0 || !lanesInTurn().isEmpty())) {
                idle.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Starts no more handlers; those that run go on. Safe to call twice. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signal();
            idle.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(long namespaceId, long dueMillis) {
        lock.lock();
        try {
            lanes.computeIfAbsent(namespaceId, AlarmLane::new).note(dueMillis);
            if (dueMillis < waitsUntilMillis) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void runUntilClosed() {
        while (awaitSomething()) {
            try {
                for (var lane : lanesInTurn()) {
                    visit(lane);
                }
            } catch (RuntimeException | Error e) { // the top of a thread: the next may do better
                LOG.log(Level.ERROR, "alarms could not be looked for", e);
                pauseAll();
            }
        }
    }

    /**
     * Returns when there may be something to do.
     *
     * @return whether there may be, since nobody has closed this
     */
    private boolean awaitSomething() {
        lock.lock();
        try {
            while (!isClosed && lanesInTurn().isEmpty()) {
                long now = clock.millis();
                long wait = Math.clamp(firstMillis() - now, 1, WAIT_MILLIS_MAX);
                waitsUntilMillis = now + wait;
                idle.signalAll();
                boolean _ = changed.await(wait, MILLISECONDS);
            }
            return !isClosed;
        } catch (InterruptedException _) {
            return false;
        } finally {
            waitsUntilMillis = 0;
            lock.unlock();
        }
    }

    /** Those with something to do and room for it. */
    private List<AlarmLane> lanesInTurn() {
        lock.lock();
        try {
            long now = clock.millis();
            return running == AT_ONCE_MAX
                    ? List.of()
                    : lanes.values().stream().filter(lane -> lane.room(now) > 0).toList();
        } finally {
            lock.unlock();
        }
    }

    /** When the first alarm is due for which there is room. */
    private long firstMillis() {
        return running == AT_ONCE_MAX
                ? AlarmLane.NEVER
                : lanes.values().stream()
                        .filter(lane -> lane.running.size() < AlarmLane.AT_ONCE_MAX)
                        .mapToLong(AlarmLane::nextMillis)
                        .min()
                        .orElse(AlarmLane.NEVER);
    }

    /** Looks at a few alarms of a namespace that are due. */
    private void visit(AlarmLane lane) {
        long now = clock.millis();
        int wanted;
        int known;
        lock.lock();
        try {
            wanted = Math.min(Math.min(lane.room(now), AT_ONCE_MAX - running), IN_A_ROW_MAX);
            known = lane.running.size();
            lane.beforeReading();
        } finally {
            lock.unlock();
        }
        int limit = known + wanted + 1;
        var rows = index.due(lane.namespaceId, now, limit);
        var next = index.nextAfter(lane.namespaceId, now);
        start(lane, rows, wanted);
        lock.lock();
        try {
            if (rows.size() == limit) {
                lane.note(now);
            }
            next.ifPresent(lane::note);
        } finally {
            lock.unlock();
        }
    }

    private void start(AlarmLane lane, List<AlarmIndex.Noted> rows, int wanted) {
        var started = new ArrayList<AlarmIndex.Noted>();
        lock.lock();
        try {
            for (var row : rows) {
                if (started.size() < wanted && lane.running.add(row.key())) {
                    started.add(row);
                    running++;
                }
            }
        } finally {
            lock.unlock();
        }
        for (var row : started) {
            Thread.ofVirtual().name("alarm").start(() -> look(lane, row));
        }
    }

    private void look(AlarmLane lane, AlarmIndex.Noted row) {
        long pauseNanos = SECONDS.toNanos(1);
        try {
            pauseNanos = duty.look(row);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) { // the top of a thread
            LOG.log(Level.ERROR, "the alarm of " + row.key() + " could not be looked at", e);
        } finally {
            ended(lane, row, pauseNanos);
        }
    }

    private void ended(AlarmLane lane, AlarmIndex.Noted row, long pauseNanos) {
        lock.lock();
        try {
            lane.running.remove(row.key());
            running--;
            lane.note(row.dueMillis()); // the row may still be there, or there again
            if (pauseNanos > 0) {
                lane.pause(pauseNanos);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void pauseAll() {
        lock.lock();
        try {
            lanes.values()
                    .forEach(lane -> {
                        lane.note(0);
                        lane.pause(SECONDS.toNanos(1));
                    });
        } finally {
            lock.unlock();
        }
    }
}
