package lapidary.host.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class IdleHeapTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private Instant now = Instant.EPOCH;
    private long burned;
    private long used = IdleHeap.USED_BYTES_MIN;
    private int collections;
    private final IdleHeap heap =
            new IdleHeap(() -> burned, () -> used, () -> collections++, () -> now);

    private void passes(Duration time) {
        for (Instant end = now.plus(time); now.isBefore(end); ) {
            now = now.plus(A_SECOND);
            heap.run();
        }
    }

    @Test
    void a_host_that_rests_collects_once() {
        burned = 5;
        passes(A_SECOND);
        passes(IdleHeap.QUIET.minus(A_SECOND));
        assertEquals(0, collections);
        passes(A_SECOND);
        assertEquals(1, collections);
        passes(Duration.ofHours(1));
        assertEquals(1, collections);
    }

    @Test
    void work_begins_the_wait_anew() {
        for (int round = 0; round < 100; round++) {
            burned++;
            passes(IdleHeap.QUIET.minus(A_SECOND));
        }
        assertEquals(0, collections);
        passes(IdleHeap.QUIET);
        assertEquals(1, collections);
        burned++;
        passes(IdleHeap.QUIET.multipliedBy(2));
        assertEquals(2, collections);
    }

    @Test
    void a_small_heap_and_a_very_large_one_are_left_alone() {
        used = IdleHeap.USED_BYTES_MIN - 1;
        burned++;
        passes(Duration.ofMinutes(1));
        used = IdleHeap.USED_BYTES_MAX + 1;
        burned++;
        passes(Duration.ofMinutes(1));
        assertEquals(0, collections);
    }
}
