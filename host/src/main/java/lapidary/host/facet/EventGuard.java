package lapidary.host.facet;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import lapidary.abi.Limits;
import lapidary.host.engine.GuestTrap;
import lapidary.host.fuel.SliceListener;

/**
 * Looks after a running event at the end of each slice of its fuel, whatever burned it: ends it
 * when it was aborted or has taken too long, bills its namespace, and makes it wait its turn once
 * it has run long. Confined to the event's thread, but for {@link #wakeUp}.
 */
final class EventGuard implements SliceListener {
    private static final long WALL_NANOS_MAX = Limits.EVENT_WALL_MILLIS_MAX * 1_000_000;

    /**
     * So long an event runs without a permit: most end before, and never ask for one. Whoever is
     * ready meanwhile waits for each of those before it.
     */
    private static final long SHORT_NANOS_MAX = LongEvents.QUANTUM_NANOS / 4;

    private final LongEvents longEvents;
    private final NamespaceShare share;
    private final Supplier<Abort> lastAbort;
    private final Ticket ticket;
    private final ClientWait clientWait = new ClientWait();
    private Abort abortAtStart = Abort.NONE;
    private long startNanos;
    private long shortSinceNanos;
    private long goOnUntilNanos;
    private long billed;
    private boolean hasSlices;
    private boolean isLong;
    private long stoppedAt;

    /**
     * @param lastAbort of the facet
     * @param isPinned whether the event's thread keeps its carrier if it waits now
     */
    EventGuard(
            LongEvents longEvents,
            NamespaceShare share,
            Supplier<Abort> lastAbort,
            BooleanSupplier isPinned) {
        this.longEvents = longEvents;
        this.share = share;
        this.lastAbort = lastAbort;
        this.ticket = new Ticket(share, this::isAborted, isPinned);
    }

    /** An event begins that came when {@code abort} was the last. */
    void begin(Abort abort) {
        abortAtStart = abort;
        startNanos = longEvents.now();
        shortSinceNanos = startNanos;
        billed = 0;
        hasSlices = false;
        isLong = false;
    }

    /** The event is over. */
    void end() {
        if (isLong) {
            longEvents.leave(ticket);
        } else if (hasSlices) {
            share.ranShort(longEvents.now(), shortSinceNanos);
        }
    }

    /** A tank is empty or full again: what it says was used has been billed. */
    void settle(long used) {
        bill(used);
        billed = 0;
    }

    @Override
    public void stopped(long used) {
        stoppedAt = used;
    }

    /** What was burned by the last instance that did not get as far as to be one. */
    long stoppedAt() {
        return stoppedAt;
    }

    /**
     * Runs another instance on behalf of this event, until that is over or this is. What it burns
     * is billed here as it does, and not again when it is charged to the instance that asked for
     * it.
     *
     * @param used what it has burned; asked when it is over
     */
    <T> T within(Supplier<T> other, LongSupplier used) {
        long before = billed;
        billed = 0;
        try {
            return other.get();
        } finally {
            bill(used.getAsLong());
            billed += before;
        }
    }

    /**
     * Does what the event waits for, while others run in its place. Ends the event if it was
     * aborted.
     *
     * @param breakOff ends the wait; called by whoever aborts the event
     */
    <T> T waiting(Runnable breakOff, Supplier<T> work) {
        long since = longEvents.now();
        if (isLong) {
            longEvents.leave(ticket);
        }
        beginWait(breakOff);
        try {
            return work.get();
        } finally {
            shortSinceNanos += longEvents.now() - since;
            endWait();
        }
    }

    @Override
    public void onSlice(long used) {
        bill(used);
        endIfAborted();
        long now = longEvents.now();
        if (now - startNanos > WALL_NANOS_MAX) {
            throw new GuestTrap(
                    "the event ran for more than " + Limits.EVENT_WALL_MILLIS_MAX + " ms");
        }
        if (mustAsk(now)) {
            isLong = true;
            longEvents.goOn(ticket);
            endIfAborted();
            goOnUntilNanos = longEvents.now() + LongEvents.QUANTUM_NANOS;
        } else if (isLong) {
            Processor.offer();
        }
    }

    /** Has an event that waits, for its turn or for its client, look again whether it is to end. */
    void wakeUp() {
        ticket.wakeUp();
        clientWait.breakOff();
    }

    /**
     * The event waits for its client from now on, unless it was aborted; {@link #endWait} is to
     * follow.
     *
     * @param breakOff ends the wait; called by whoever aborts the event
     */
    void beginWait(Runnable breakOff) {
        clientWait.begin(breakOff); // first: an abort that comes now sees it, or is seen
        if (isAborted()) {
            endWait();
        }
    }

    /** It has waited: the event ends here if it was aborted. */
    void endWait() {
        clientWait.end();
        endIfAborted();
    }

    private boolean mustAsk(long now) {
        if (isLong) {
            return now - goOnUntilNanos >= 0 || ticket.state != Ticket.State.RUNNING;
        }
        boolean isFirst = !hasSlices;
        hasSlices = true;
        if (now - shortSinceNanos < SHORT_NANOS_MAX && !(isFirst && share.isOverShortTime(now))) {
            return false;
        }
        share.ranShort(now, shortSinceNanos);
        return true;
    }

    private boolean isAborted() {
        return lastAbort.get().count() != abortAtStart.count();
    }

    private void endIfAborted() {
        var abort = lastAbort.get();
        if (abort.count() != abortAtStart.count()) {
            throw new EventStopped(abort);
        }
    }

    private void bill(long used) {
        share.burned(used - billed);
        billed = used;
    }
}
