package lapidary.host.facet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for a facet's turn holds bytes meanwhile, and these are bounded. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TurnTest {
    private static final long HALF = Turn.WAITING_BYTES_MAX / 2;

    private final Turn turn = new Turn("o/app", new NamespaceShare("test", ShareLimits.DEFAULT));
    private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() {
        waiting.close();
    }

    @Test
    void what_waits_holds_eight_mebibytes_and_one_alone_may_hold_more() throws Exception {
        turn.acquire(() -> Long.MAX_VALUE); // who need not wait is not asked
        var large = queue(3 * HALF);
        var refused = refused(1);
        assertEquals("FACET_BUSY", refused.code().name());
        assertTrue(
                String.valueOf(refused.getMessage())
                        .contains("events of " + (3 * HALF + 1) + " bytes"));
        turn.release();
        large.get();
    }

    @Test
    void what_has_had_its_turn_or_was_refused_makes_room() throws Exception {
        turn.acquire(() -> 0);
        var first = queue(HALF);
        var second = queue(HALF);
        refused(1);
        refused(HALF);
        turn.release();
        first.get();
        second.get();
        turn.acquire(() -> 0);
        var third = queue(HALF);
        var fourth = queue(HALF);
        assertFalse(third.isDone());
        turn.release();
        third.get();
        fourth.get();
    }

    private FacetBusyException refused(long bytes) {
        return assertThrows(FacetBusyException.class, () -> inTurn(() -> bytes));
    }

    /** Returns when it waits. */
    private Future<?> queue(long bytes) throws InterruptedException {
        long before = turn.waitingBytes();
        var queued =
                waiting.submit(() -> {
                    inTurn(() -> bytes);
                    return true;
                });
        while (turn.waitingBytes() != before + bytes) {
            Thread.sleep(1);
        }
        return queued;
    }

    private void inTurn(LongSupplier bytes) throws InterruptedException {
        // Another thread than the one that has the turn, which could take it again.
        var thrown = new Throwable[1];
        var thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                turn.acquire(bytes);
                                turn.release();
                            } catch (InterruptedException | RuntimeException e) {
                                thrown[0] = e;
                            }
                        });
        thread.join();
        if (thrown[0] instanceof FacetBusyException busy) {
            throw busy;
        }
        assertEquals(null, thrown[0]);
    }
}
