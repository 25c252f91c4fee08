package lapidary.host.facet;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import lapidary.abi.Limits;
import lapidary.host.engine.GuestTrap;
import lapidary.host.fuel.SliceListener;
import org.jspecify.annotations.Nullable;

/**
 * Looks after a running event at the end of each slice of its fuel, whatever burned it: ends it
 * when it was aborted or has taken too long, bills its namespace, and makes it wait its turn once
 * it has run long. An event that another one waits for ends with that one, and as late at most.
 * Confined to the event's thread, but for {@link #wakeUp}.
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
    private @Nullable EventGuard caller;
    private volatile @Nullable EventGuard callee;
    private long startNanos;
    private long shortSinceNanos;
    private long asideSinceNanos;
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
        begin(abort, null);
    }

    /** As {@link #begin(Abort)}, of an event that another one waits for. */
    void begin(Abort abort, @Nullable EventGuard waiting) {
        abortAtStart = abort;
        caller = waiting;
        startNanos = longEvents.now();
        shortSinceNanos = startNanos;
        billed = 0;
        hasSlices = false;
        isLong = false;
        if (waiting != null) {
            startNanos = waiting.startNanos;
            isLong = waiting.isLong;
            waiting.callee = this;
        }
    }

    /** The event is over. */
    void end() {
        if (isLong) {
            longEvents.leave(ticket);
        } else if (hasSlices) {
            share.ranShort(longEvents.now(), shortSinceNanos);
        }
        var waiting = caller;
        if (waiting != null) {
            waiting.callee = null;
            caller = null;
        }
    }

    /** The event does not run from now on, since it waits for another; {@link #resume} follows. */
    void stepAside() {
        asideSinceNanos = longEvents.now();
        if (isLong) {
            longEvents.leave(ticket);
        }
    }

    /** It has waited: the event ends here if it was aborted. */
    void resume() {
        shortSinceNanos += longEvents.now() - asideSinceNanos;
        endIfAborted();
    }

    /**
     * An event that this one waited for has burned so much, and has been billed for it: it is about
     * to be charged to this one, and not to be billed again.
     */
    void calleeBurned(long units) {
        billed += units;
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
        var waitedFor = callee;
        if (waitedFor != null) {
            waitedFor.wakeUp();
        }
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

    /**
     * As {@link #beginWait}, for another thread's turn, which the event waits for; {@link
     * #calleeHasTurn} is to follow, whatever comes of it.
     */
    void beginWaitForTurn(Thread waiting) {
        clientWait.begin(waiting::interrupt);
        if (isAborted()) {
            waiting.interrupt();
        }
    }

    /** The thread that waited for the turn is not interrupted any more. */
    void calleeHasTurn() {
        clientWait.end();
        var _ = Thread.interrupted();
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

    boolean isAborted() {
        return newAbort() != null;
    }

    void endIfAborted() {
        var abort = newAbort();
        if (abort != null) {
            throw new EventStopped(abort);
        }
    }

    /** The event's own, or that of one that waits for it. */
    private @Nullable Abort newAbort() {
        var abort = lastAbort.get();
        if (abort.count() != abortAtStart.count()) {
            return abort;
        }
        var waiting = caller;
        return waiting == null ? null : waiting.newAbort();
    }

    private void bill(long used) {
        share.burned(used - billed);
        billed = used;
    }
}
