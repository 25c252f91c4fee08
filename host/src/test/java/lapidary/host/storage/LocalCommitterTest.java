package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Group commit, on a disk whose syncs wait until they are let go on. */
@Timeout(60)
class LocalCommitterTest {
    @TempDir private Path folder;
    private final SlowDisk disk = new SlowDisk();
    private TestFacet facet;

    private static final class SlowDisk implements Disk {
        final Semaphore permits = new Semaphore(Integer.MAX_VALUE);
        final Semaphore begun = new Semaphore(0);
        final AtomicInteger logs = new AtomicInteger();

        @Override
        public void sync(Path file, FileChannel channel, boolean withMetadata) throws IOException {
            if (file.toString().endsWith("-wal")) {
                logs.incrementAndGet();
                begun.release();
                permits.acquireUninterruptibly();
            }
            Disk.super.sync(file, channel, withMetadata);
        }

        void hold() {
            permits.drainPermits();
            begun.drainPermits();
        }
    }

    @BeforeEach
    void open() {
        facet = new TestFacet(folder.resolve("1.db"));
        facet.event("CREATE TABLE t (a)");
        facet.database.awaitDurable(facet.database.committed());
        DurableFiles.disk = disk;
        disk.hold();
    }

    @AfterEach
    void close() {
        disk.permits.release(1_000);
        facet.close();
        DurableFiles.disk = Disk.REAL;
    }

    @Test
    void events_go_on_while_a_sync_is_waited_for_and_the_next_sync_covers_all_of_them()
            throws Exception {
        var first = waiting(insert());
        disk.begun.acquire();
        var others = List.of(waiting(insert()), waiting(insert()), waiting(insert()));
        assertFalse(first.isDone());
        disk.permits.release();
        first.join();
        disk.begun.acquire();
        others.forEach(other -> assertFalse(other.isDone()));
        disk.permits.release();
        others.forEach(CompletableFuture::join);
        assertEquals(2, disk.logs.get());
        assertEquals(facet.database.committed(), facet.database.gate().durable());
    }

    @Test
    void a_commit_that_is_durable_is_not_waited_for() {
        long before = facet.database.committed();
        var _ = waiting(insert());
        facet.database.passGate(before);
    }

    @Test
    void who_is_interrupted_waits_on_and_stays_interrupted() throws Exception {
        long sequence = insert();
        var waits = new CompletableFuture<Boolean>();
        var thread =
                Thread.ofVirtual()
                        .start(() -> {
                            facet.database.passGate(sequence);
                            waits.complete(Thread.currentThread().isInterrupted());
                        });
        disk.begun.acquire();
        thread.interrupt();
        assertFalse(waits.isDone());
        disk.permits.release();
        assertTrue(waits.join());
    }

    @Test
    void a_relaxed_commit_is_told_at_once_and_is_durable_soon_without_anybody_waiting()
            throws Exception {
        facet.database.acknowledge(Durability.RELAXED);
        facet.database.passGate(insert());
        long last = insert();
        facet.database.passGate(last);
        assertTrue(facet.database.gate().durable() < last);
        disk.begun.acquire(); // nobody asked for this sync
        disk.permits.release();
        awaitSync(last);
        assertEquals(1, disk.logs.get());
    }

    @Test
    void a_relaxed_facet_is_durable_when_it_is_closed() {
        facet.database.acknowledge(Durability.RELAXED);
        long last = insert();
        disk.permits.release(10);
        facet.close();
        assertEquals(last, facet.database.gate().durable());
    }

    @Test
    void what_was_told_early_is_waited_for_once_the_facet_is_durable_again() throws Exception {
        facet.database.acknowledge(Durability.RELAXED);
        long early = insert();
        facet.database.passGate(early);
        facet.database.acknowledge(Durability.DURABLE);
        var later = waiting(early);
        disk.begun.acquire();
        assertFalse(later.isDone());
        disk.permits.release();
        later.join();
    }

    @Test
    void a_folder_that_cannot_be_opened_is_told_and_the_next_wait_tries_again() throws Exception {
        facet.close();
        disk.permits.release(1_000);
        facet = new TestFacet(folder.resolve("2.db"));
        facet.event("CREATE TABLE t (a)");
        try (var faulty = new FaultyDisk(folder, FaultyDisk.Calls.OTHERS)) {
            faulty.failAfter(0, FaultyDisk.Fault.EMFILE);
            long sequence = insert();
            var refused =
                    assertThrows(LimitException.class, () -> facet.database.passGate(sequence));
            assertEquals(ErrorCode.OVERLOADED, refused.code());
            facet.database.passGate(sequence);
            assertEquals(sequence, facet.database.gate().durable());
        }
    }

    @Test
    void many_facets_are_synced_by_a_few_threads() throws Exception {
        var facets = new ArrayList<TestFacet>();
        try {
            for (int i = 0; i < 3 * LocalCommitter.THREADS; i++) {
                var other = new TestFacet(folder.resolve("many" + i + ".db"));
                facets.add(other);
                other.event("CREATE TABLE t (a)");
                var _ = waiting(other);
            }
            disk.begun.acquire(LocalCommitter.THREADS);
            assertEquals(LocalCommitter.THREADS, disk.logs.get());
            disk.permits.release(1_000);
            facets.forEach(other -> other.database.awaitDurable(other.database.committed()));
        } finally {
            disk.permits.release(1_000);
            facets.forEach(TestFacet::close);
        }
    }

    private long insert() {
        facet.event("INSERT INTO t VALUES (1)");
        return facet.database.committed();
    }

    private CompletableFuture<Void> waiting(long sequence) {
        return CompletableFuture.runAsync(
                () -> facet.database.passGate(sequence), task -> Thread.ofVirtual().start(task));
    }

    private static CompletableFuture<Void> waiting(TestFacet other) {
        long sequence = other.database.committed();
        return CompletableFuture.runAsync(
                () -> other.database.passGate(sequence), task -> Thread.ofVirtual().start(task));
    }

    private void awaitSync(long sequence) throws InterruptedException {
        while (facet.database.gate().durable() < sequence) {
            Thread.sleep(5);
        }
    }
}
