package lapidary.host.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.concurrent.Executors;
import lapidary.host.error.ErrorCode;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final long MIB = 1 << 20;

    private final MemoryBudget budget = new MemoryBudget(1_000);

    @Test
    void what_fits_is_claimed_and_given_back() {
        try (var claim = budget.claim(600)) {
            claim.add(400);
            assertEquals(1_000, budget.used());
            claim.subtract(900);
            assertEquals(100, claim.bytes());
        }
        assertEquals(0, budget.used());
    }

    @Test
    void one_byte_more_is_refused_and_changes_nothing() {
        var claim = budget.claim(900);
        var shortage = assertThrows(MemoryShortage.class, () -> claim.add(101));
        assertEquals(ErrorCode.OVERLOADED, shortage.code());
        assertFalse(claim.tryAdd(101));
        assertEquals(900, claim.bytes());
        assertEquals(900, budget.used());
    }

    @Test
    void what_can_never_fit_lets_nothing_go() {
        budget.onShortage(_ -> {
            throw new AssertionError("nobody was to be asked");
        });
        assertThrows(MemoryShortage.class, () -> budget.claim(1_001));
    }

    @Test
    void the_idle_go_before_the_new_is_refused_and_no_more_of_them_than_needed() {
        var first = budget.claim(300);
        var second = budget.claim(700);
        var asked = new ArrayList<Long>();
        budget.onShortage(bytes -> {
            asked.add(bytes);
            first.close();
        });
        budget.onShortage(_ -> second.close());
        budget.claim(200);
        assertEquals(200 + 700, budget.used());
        assertEquals(200L, asked.getFirst());
    }

    @Test
    void a_claim_closed_twice_gives_back_once() {
        var claim = budget.claim(10);
        budget.claim(5);
        claim.close();
        claim.close();
        assertEquals(5, budget.used());
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // others are to come in between
    void many_threads_never_hold_more_than_the_budget() {
        var most = new java.util.concurrent.atomic.AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < 50; thread++) {
                threads.execute(() -> {
                    for (int round = 0; round < 1_000; round++) {
                        try (var claim = budget.claim(90)) {
                            most.accumulateAndGet(claim.bytes(), Math::max);
                            Thread.yield();
                        } catch (MemoryShortage _) {
                            // eleven others were first
                        }
                    }
                });
            }
        }
        assertEquals(0, budget.used());
        assertEquals(90, most.get());
    }

    @Test
    void an_array_over_half_a_region_takes_whole_regions() {
        assertEquals(1_016, HeapSize.ofArray(1_000, MIB));
        assertEquals(MIB, HeapSize.ofArray(MIB / 2, MIB));
        assertEquals(2 * MIB, HeapSize.ofArray(MIB, MIB));
        assertEquals(MIB + 16, HeapSize.ofArray(MIB, 0));
        assertTrue(HeapSize.ofBytes(100) >= 116);
    }
}
