package lapidary.host.facet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import lapidary.host.TestServer;
import lapidary.host.app.Catalogue;
import lapidary.host.engine.Engine;
import lapidary.host.facet.Outcome.Upgraded;
import lapidary.host.guest.EventRandom;
import lapidary.host.guest.FacetsBelow;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.GuestIdentity;
import lapidary.host.guest.HostFunctions;
import lapidary.host.guest.Reply;
import lapidary.host.guest.ReplyStream;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.module.ModuleStore;
import lapidary.host.socket.OpenSocket;
import lapidary.host.storage.Durability;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.ObjectRoom;
import lapidary.host.storage.WalFollower;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A facet and its sockets, whose other ends, and whose disk, are the test's. */
class FacetSocketsTest {
    @TempDir Path folder;
    private final MemoryBudget budget = new MemoryBudget(1L << 30);
    private final HeldCommitter committer = new HeldCommitter();
    private final FakeWire wire = new FakeWire();
    private HostDatabase catalogue;
    private LongEvents longEvents;
    private ModuleStore modules;
    private Facet facet;

    @BeforeEach
    void open() {
        catalogue = Catalogue.open(folder);
        modules = new ModuleStore(folder, catalogue, new Engine(budget), budget);
        longEvents = new LongEvents(2, System::nanoTime);
        modules.put("sockets", TestServer.guest("sockets"));
        var digest = modules.resolve("sockets").orElseThrow();
        var identity = new GuestIdentity("test", "o", "0".repeat(32), "/app", "", Map.of());
        facet =
                new Facet(
                        folder.resolve("1.db"),
                        new ObjectRoom(List::of),
                        new FacetSpec(digest, identity, FacetLimits.DEFAULT, Durability.DURABLE),
                        new NamespaceShare("test", ShareLimits.DEFAULT),
                        new FacetServices(
                                modules,
                                new HostFunctions(),
                                (_, _, _) -> {},
                                InstantSource.system(),
                                () -> new byte[EventRandom.SEED_BYTES],
                                longEvents,
                                budget,
                                new OpenDatabases(OpenDatabases.openMax()),
                                committer,
                                WalFollower.Source.NONE),
                        new NoAlarmHint(),
                        action -> action.with(facet),
                        _ -> FacetsBelow.NONE);
    }

    @AfterEach
    void close() {
        committer.letGo();
        facet.close();
        modules.close();
        longEvents.close();
        catalogue.close();
    }

    private OpenSocket accept() throws InterruptedException {
        var stream =
                new ReplyStream() {
                    @Override
                    public void send(Reply part) {
                        throw new AssertionError("it has no reply");
                    }

                    @Override
                    public boolean canUpgrade() {
                        return true;
                    }
                };
        var request =
                new FetchRequest("GET", "http://o.test/open/a", List.of(), FetchRequest.Body.EMPTY);
        return assertInstanceOf(Upgraded.class, facet.fetch(request, stream)).socket();
    }

    private Thread converse(OpenSocket socket) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        socket.converse(wire);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Test
    void a_facet_with_a_socket_is_not_let_go_and_all_memory_is_given_back_after_its_end()
            throws Exception {
        var socket = accept();
        long before = budget.used();
        var thread = converse(socket);
        wire.say("attach " + "a".repeat(100));
        wire.awaitReads(2);
        assertEquals("\u0081\u00010", wire.awaitWritten(3));
        assertTrue(facet.hibernateIfIdle());
        assertFalse(facet.retireIfAsleep(Duration.ZERO), "it has a socket");
        wire.say("events");
        assertEquals("\u0081\u00010\u0081\u00011", wire.awaitWritten(6));
        wire.end();
        thread.join();
        assertTrue(facet.hibernateIfIdle());
        assertTrue(facet.retireIfAsleep(Duration.ZERO));
        assertTrue(budget.used() < before, budget.used() + " of " + before);
    }

    @Test
    void what_events_send_waits_for_their_commits_and_leaves_in_order_while_the_facet_goes_on()
            throws Exception {
        var thread = converse(accept());
        wire.awaitReads(1);
        committer.hold();
        wire.say("one");
        wire.say("two");
        wire.awaitReads(2); // both events are over, and the next message is waited for
        assertEquals("", wire.text());
        committer.letGo();
        assertEquals("\u0081\u0003one\u0081\u0003two", wire.awaitWritten(10));
        wire.end();
        thread.join();
    }

    @Test
    void a_close_waits_for_the_commit_of_its_event_too() throws Exception {
        var thread = converse(accept());
        wire.awaitReads(1);
        committer.hold();
        var closing = Thread.ofVirtual().start(this::closeAll);
        wire.awaitClosing();
        Thread.sleep(100); // in which it could leave
        assertEquals("", wire.text());
        committer.letGo();
        assertEquals("\u0088\u0005\u000f\u00a0bye", wire.awaitWritten(7));
        thread.join();
        closing.join();
    }

    private void closeAll() {
        var request =
                new FetchRequest("GET", "http://o.test/close/", List.of(), FetchRequest.Body.EMPTY);
        try {
            assertInstanceOf(Outcome.Replied.class, facet.fetch(request, _ -> {}));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_failure_that_nobody_foresaw_closes_the_socket_with_1011_and_the_facet_goes_on()
            throws Exception {
        var thread = converse(accept());
        wire.say("hello");
        wire.awaitWritten(7);
        BrokenFacets.closeConnection(facet);
        wire.say("lost");
        thread.join();
        String close = "\u0088\u0011\u0003\u00f3the host failed";
        assertEquals("\u0081\u0005hello" + close, wire.text());
        var next = accept();
        assertFalse(next.isGone());
        next.gone();
    }
}
