package lapidary.host.facet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import lapidary.host.error.LimitException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongEventsTest {
    /** Two processors: one permit. */
    private final LongEvents events = new LongEvents(2, System::nanoTime, Duration.ofDays(1));

    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void close() {
        events.close();
    }

    @Test
    void who_is_alone_goes_on() {
        var ticket = ticket(share("a"));
        for (int i = 0; i < 10; i++) {
            events.goOn(ticket);
            assertEquals(Ticket.State.RUNNING, ticket.state);
        }
        events.leave(ticket);
        events.leave(ticket);
        assertEquals(Ticket.State.IDLE, ticket.state);
    }

    @Test
    void namespaces_take_turns_however_many_events_each_has() throws Exception {
        var many = share("many");
        var few = share("few");
        var order = new ConcurrentLinkedQueue<String>();
        var holder = ticket(share("holder"));
        events.goOn(holder);
        for (int i = 0; i < 6; i++) {
            start(() -> runOnce(ticket(many), order, "many"));
            awaitWaiting(many, i + 1);
        }
        start(() -> runOnce(ticket(few), order, "few"));
        awaitWaiting(few, 1);
        events.leave(holder);
        join();
        assertEquals("few", List.copyOf(order).get(1), order.toString());
        assertEquals(7, order.size());
    }

    @Test
    void there_are_never_more_at_once_than_permits() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            var ticket = ticket(share("n" + i % 3));
            start(() -> {
                for (int round = 0; round < 50; round++) {
                    events.goOn(ticket);
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    running.decrementAndGet();
                }
                events.leave(ticket);
            });
        }
        join();
        assertEquals(1, most.get());
    }

    @Test
    void a_permit_that_nobody_gives_back_is_lent_to_another() throws Exception {
        try (var impatient = new LongEvents(2, System::nanoTime)) {
            var sleeper = ticket(share("sleeper"));
            impatient.goOn(sleeper);
            var ticket = ticket(share("other"));
            impatient.goOn(ticket);
            assertEquals(Ticket.State.IDLE, sleeper.state);
            impatient.leave(ticket);
            impatient.goOn(sleeper);
            assertEquals(Ticket.State.RUNNING, sleeper.state);
        }
    }

    @Test
    void who_is_to_end_waits_no_longer() throws Exception {
        var holder = ticket(share("holder"));
        events.goOn(holder);
        var isToEnd = new AtomicBoolean();
        var share = share("waits");
        var ticket = new Ticket(share, isToEnd::get, () -> false);
        start(() -> {
            events.goOn(ticket);
            events.leave(ticket);
        });
        awaitWaiting(share, 1);
        isToEnd.set(true);
        ticket.wakeUp();
        join();
        assertEquals(Ticket.State.IDLE, ticket.state);
        assertTrue(share.waiting.isEmpty());
        assertEquals(Ticket.State.RUNNING, holder.state);
    }

    @Test
    void one_too_many_inside_sqlite_costs_the_namespace_that_has_most_of_them() throws Exception {
        var greedy = share("greedy");
        var modest = share("modest");
        var isOver = new AtomicBoolean();
        var refused = new AtomicInteger();
        events.goOn(ticket(share("holder")));
        for (int i = 0; i < LongEvents.PINNED_MAX; i++) {
            startPinned(greedy, isOver, refused);
        }
        awaitPinned(greedy, LongEvents.PINNED_MAX);
        assertEquals(0, refused.get());
        startPinned(modest, isOver, refused);
        awaitPinned(modest, 1);
        awaitPinned(greedy, LongEvents.PINNED_MAX - 1);
        while (refused.get() < 1) {
            Thread.sleep(1);
        }
        isOver.set(true);
        threads.forEach(LockSupport::unpark);
        join();
        assertEquals(1, refused.get());
    }

    private void startPinned(NamespaceShare share, AtomicBoolean isOver, AtomicInteger refused) {
        var ticket = new Ticket(share, isOver::get, () -> true);
        start(() -> {
            try {
                events.goOn(ticket);
            } catch (LimitException e) {
                refused.incrementAndGet();
            } finally {
                events.leave(ticket);
            }
        });
    }

    private void runOnce(Ticket ticket, ConcurrentLinkedQueue<String> order, String name) {
        events.goOn(ticket);
        order.add(name);
        events.leave(ticket);
    }

    private static Ticket ticket(NamespaceShare share) {
        return new Ticket(share, () -> false, () -> false);
    }

    private static NamespaceShare share(String name) {
        return new NamespaceShare(name, ShareLimits.DEFAULT);
    }

    private static void awaitWaiting(NamespaceShare share, int count) throws InterruptedException {
        while (share.waiting.size() < count) {
            Thread.sleep(1);
        }
    }

    private static void awaitPinned(NamespaceShare share, int count) throws InterruptedException {
        while (share.pinned.size() != count) {
            Thread.sleep(1);
        }
    }

    private void start(Runnable work) {
        threads.add(Thread.ofPlatform().start(work));
    }

    private void join() throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
    }
}
