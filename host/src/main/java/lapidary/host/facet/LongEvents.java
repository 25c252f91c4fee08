package lapidary.host.facet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;

/**
 * Shares processors out among events that run long. Such an event must hold one of fewer permits
 * than there are processors, and lets others go first after each millisecond: namespaces take
 * turns, and within a namespace those who came first. So whatever runs, and however much of it,
 * leaves a processor to the short events of others.
 *
 * <p>A permit is lent: who does not come back for a while, as it waits for a client, has lost it
 * and asks again.
 *
 * <p>Thread-safe: {@code lock} guards everything, tickets and the queues of the shares too. {@link
 * #close} ends the thread that takes back what was lent for too long.
 */
public final class LongEvents implements AutoCloseable {
    /** After so long an event lets others go first. */
    static final long QUANTUM_NANOS = 1_000_000;

    /** After so long without a sign a permit is somebody else's. */
    private static final Duration LENT_MAX = Duration.ofNanos(10 * QUANTUM_NANOS);

    /** So much longer inside SQLite, where the longest steps take some hundredths of a second. */
    private static final int STEP_LENT_FACTOR = 20;

    /** How many may wait inside SQLite, each with a thread of the operating system. */
    static final int PINNED_MAX = 160;

    private final SpinLock lock = new SpinLock();
    private final LongSupplier nanoTime;
    private final long lentNanosMax;
    private final Carriers carriers = Carriers.SHARED;
    private final List<Ticket> running = new ArrayList<>();
    private final ArrayDeque<NamespaceShare> queue = new ArrayDeque<>();
    private final Thread watcher;
    private final int permits;
    private int pinned;
    private volatile boolean isClosed;

    /**
     * @param processors that there are
     * @param nanoTime as of {@link System#nanoTime}
     */
    public LongEvents(int processors, LongSupplier nanoTime) {
        this(processors, nanoTime, LENT_MAX);
    }

    /**
     * @param lentMax after so long without a sign a permit is somebody else's
     */
    LongEvents(int processors, LongSupplier nanoTime, Duration lentMax) {
        this.lentNanosMax = lentMax.toNanos();
        this.permits = Math.max(1, processors - 1);
        this.nanoTime = nanoTime;
        carriers.atLeast(permits + 1);
        this.watcher = Thread.ofPlatform().daemon().name("long-events").start(this::watch);
    }

    /** For this machine. */
    public static LongEvents ofThisMachine() {
        return new LongEvents(Runtime.getRuntime().availableProcessors(), System::nanoTime);
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /**
     * Returns when the ticket's event may run on, or when it is to end. It may if it has a permit
     * and nobody waits.
     *
     * @throws LimitException if too many wait inside SQLite
     */
    void goOn(Ticket ticket) {
        lock.lock();
        try {
            if (running.remove(ticket)) {
                ticket.state = Ticket.State.IDLE;
            }
            if (queue.isEmpty() && running.size() < permits) {
                lend(ticket);
                return;
            }
            enqueue(ticket);
            lendAll();
        } finally {
            lock.unlock();
        }
        if (ticket.state == Ticket.State.WAITING) {
            LockSupport.unpark(watcher);
            await(ticket);
        }
    }

    /** The ticket's event is over, or need not run long any more. */
    void leave(Ticket ticket) {
        lock.lock();
        try {
            withdraw(ticket);
            lendAll();
        } finally {
            lock.unlock();
        }
    }

    private void await(Ticket ticket) {
        boolean isPinned = ticket.isPinned();
        if (isPinned) {
            countPinned(ticket);
            carriers.block();
        }
        boolean wasInterrupted = false;
        try {
            while (ticket.state == Ticket.State.WAITING && !ticket.isToEnd()) {
                LockSupport.park(this);
                wasInterrupted |= Thread.interrupted();
            }
        } finally {
            ticket.waited();
            if (isPinned) {
                carriers.unblock();
                uncountPinned(ticket);
            }
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
        refuseIfEvicted(ticket);
    }

    private void refuseIfEvicted(Ticket ticket) {
        if (ticket.isEvicted) {
            leave(ticket);
            throw new LimitException(
                    ErrorCode.OVERLOADED,
                    "more than " + PINNED_MAX + " statements of SQL take long; try again later");
        }
    }

    /** One too many costs the namespace that has the most of them its last one. */
    private void countPinned(Ticket ticket) {
        lock.lock();
        try {
            pinned++;
            ticket.share.pinned.addLast(ticket);
            if (pinned > PINNED_MAX) {
                var most = ticket.share;
                for (var share : queue) {
                    most = share.pinned.size() > most.pinned.size() ? share : most;
                }
                most.pinned.getLast().evict();
            }
        } finally {
            lock.unlock();
        }
    }

    private void uncountPinned(Ticket ticket) {
        lock.lock();
        try {
            pinned--;
            ticket.share.pinned.removeLastOccurrence(ticket);
        } finally {
            lock.unlock();
        }
    }

    private void lend(Ticket ticket) {
        ticket.lentAtNanos = System.nanoTime();
        ticket.state = Ticket.State.RUNNING;
        running.add(ticket);
    }

    private void enqueue(Ticket ticket) {
        ticket.await();
        if (ticket.share.waiting.isEmpty()) {
            queue.addLast(ticket.share);
        }
        ticket.share.waiting.addLast(ticket);
    }

    /** Lends what there is: a millisecond to a namespace, then to the next. */
    private void lendAll() {
        while (running.size() < permits && !queue.isEmpty()) {
            var share = queue.removeFirst();
            var ticket = share.waiting.removeFirst();
            if (!share.waiting.isEmpty()) {
                queue.addLast(share);
            }
            lend(ticket);
            ticket.wakeUp();
        }
    }

    private void withdraw(Ticket ticket) {
        switch (ticket.state) {
            case IDLE -> {}
            case RUNNING -> running.remove(ticket);
            case WAITING -> {
                ticket.share.waiting.remove(ticket);
                if (ticket.share.waiting.isEmpty()) {
                    queue.remove(ticket.share);
                }
            }
        }
        ticket.state = Ticket.State.IDLE;
    }

    private void watch() {
        while (!isClosed) {
            if (hasWaiting()) {
                LockSupport.parkNanos(this, lentNanosMax);
                takeBack();
            } else {
                LockSupport.park(this);
            }
        }
    }

    private boolean hasWaiting() {
        lock.lock();
        try {
            return !queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void takeBack() {
        long now = System.nanoTime();
        lock.lock();
        try {
            for (var ticket : List.copyOf(running)) {
                if (now - ticket.lentAtNanos > mayKeepNanos(ticket)) {
                    withdraw(ticket);
                }
            }
            lendAll();
        } finally {
            lock.unlock();
        }
    }

    /** Inside SQLite nobody waits for a client: there it is at work, if in a long step. */
    private long mayKeepNanos(Ticket ticket) {
        return ticket.isPinned() ? STEP_LENT_FACTOR * lentNanosMax : lentNanosMax;
    }

    @Override
    public void close() {
        isClosed = true;
        LockSupport.unpark(watcher);
    }
}
