package lapidary.host.facet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import lapidary.host.TestServer;
import lapidary.host.app.Catalogue;
import lapidary.host.engine.Engine;
import lapidary.host.error.FailureException;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.guest.EventRandom;
import lapidary.host.guest.FacetsBelow;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.GuestIdentity;
import lapidary.host.guest.HostFunctions;
import lapidary.host.guest.ReplyStream;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.module.ModuleStore;
import lapidary.host.storage.Durability;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.LocalCommitter;
import lapidary.host.storage.ObjectRoom;
import lapidary.host.storage.Sabotage;
import lapidary.host.storage.WalFollower;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A facet whose database fails under it, at each step of an event and between events: whoever asked
 * is told, and the next event finds all that was acknowledged, on another connection.
 */
class FacetFailureTest {
    private static final long MINUTES_16 = 16 * 60 * 1_000_000_000L;

    @TempDir Path folder;
    private final MemoryBudget budget = new MemoryBudget(1L << 30);
    private final AtomicLong clockAhead = new AtomicLong();
    private LongSupplier clock = System::nanoTime;
    private HostDatabase catalogue;
    private LongEvents longEvents;
    private ModuleStore modules;
    private Facet facet;
    private long usedBefore;

    @BeforeEach
    void open() {
        catalogue = Catalogue.open(folder);
        modules = new ModuleStore(folder, catalogue, new Engine(budget), budget);
        longEvents = new LongEvents(2, () -> clock.getAsLong() + clockAhead.get());
        modules.put("probe", TestServer.guest("probe"));
        var digest = modules.resolve("probe").orElseThrow();
        var identity = new GuestIdentity("test", "o", "0".repeat(32), "/probe", "", Map.of());
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
                                LocalCommitter.ofThisProcess(),
                                WalFollower.Source.NONE),
                        new NoAlarmHint(),
                        action -> action.with(facet),
                        _ -> FacetsBelow.NONE);
        usedBefore = budget.used();
    }

    @AfterEach
    void close() {
        facet.close();
        assertEquals(usedBefore, budget.used(), "what is claimed without the facet");
        modules.close();
        longEvents.close();
        catalogue.close();
    }

    @Test
    void a_commit_that_fails_is_told_and_the_next_event_works() throws Exception {
        put("kept");
        assertThrows(RuntimeException.class, () -> fetch("flush", "", _ -> breakConnection()));
        assertFalse(facet.isAwake());
        assertWorks("kept");
    }

    @Test
    void a_rollback_that_fails_is_told_and_the_next_event_works() throws Exception {
        put("kept");
        // Its clock is asked when a slice of its fuel is burned: when the put is long over, once.
        var database = BrokenFacets.database(facet);
        var asked = new AtomicInteger();
        clock =
                () -> {
                    if (asked.incrementAndGet() == 100) {
                        assertFalse(database.isStepping());
                        Sabotage.closeConnection(database);
                        clockAhead.set(MINUTES_16); // and so the event ends here
                    }
                    return System.nanoTime();
                };
        var failed = assertThrows(RuntimeException.class, () -> fetch("put-then-loop", ""));
        assertFalse(facet.isAwake(), String.valueOf(failed));
        assertTrue(asked.get() >= 100);
        assertWorks("kept");
        assertEquals("-1 there is no such key", text(fetch("kv-get/doomed", "")));
    }

    @Test
    void operators_sql_on_a_broken_connection_is_told_and_the_next_event_works() throws Exception {
        put("kept");
        breakConnection();
        var memory = budget.claim();
        var sql = new SqlRequest("SELECT 1", List.of(), memory);
        assertThrows(RuntimeException.class, () -> facet.sql(sql));
        memory.close();
        assertFalse(facet.isAwake());
        assertWorks("kept");
    }

    @Test
    void what_cannot_be_made_durable_or_hibernate_is_told_and_the_next_event_works()
            throws Exception {
        put("kept");
        Sabotage.failSyncs(BrokenFacets.database(facet));
        assertThrows(FailureException.class, () -> put("kept all the same"));
        assertThrows(FailureException.class, () -> facet.abort("to close it"));
        assertFalse(facet.isAwake());
        assertWorks("kept all the same"); // never promised, nor denied
    }

    @Test
    void tidying_up_that_fails_is_told_and_the_next_event_works() throws Exception {
        put("kept");
        breakConnection();
        assertThrows(RuntimeException.class, () -> facet.tidy());
        assertFalse(facet.isAwake());
        facet.tidy(); // there is nothing left to do
        assertWorks("kept");
    }

    private void breakConnection() {
        BrokenFacets.closeConnection(facet);
    }

    private void assertWorks(String value) throws InterruptedException {
        assertEquals(value, text(fetch("kv-get/key", "")));
        put("after");
        assertEquals("after", text(fetch("kv-get/key", "")));
    }

    private void put(String value) throws InterruptedException {
        assertEquals("0", text(fetch("kv-put/key", value)));
    }

    private Outcome fetch(String operation, String body) throws InterruptedException {
        return fetch(operation, body, _ -> {});
    }

    private Outcome fetch(String operation, String body, ReplyStream stream)
            throws InterruptedException {
        byte[] bytes = body.getBytes(UTF_8);
        int[] position = {0};
        FetchRequest.Body reader =
                (into, offset, length) -> {
                    int count = Math.min(length, bytes.length - position[0]);
                    System.arraycopy(bytes, position[0], into, offset, count);
                    position[0] += count;
                    return count;
                };
        return facet.fetch(
                new FetchRequest("POST", "http://o.test/" + operation, List.of(), reader), stream);
    }

    private static String text(Outcome outcome) {
        var reply = assertInstanceOf(Replied.class, outcome).rest();
        return new String(reply.body(), 0, reply.bodyLength(), UTF_8);
    }
}
