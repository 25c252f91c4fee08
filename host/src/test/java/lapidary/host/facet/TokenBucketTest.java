package lapidary.host.facet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000;

    /** A moment close to where the clock turns over: only differences count. */
    private static final long NOW = Long.valueOf(Long.MAX_VALUE) - SECOND;

    private final TokenBucket bucket = new TokenBucket(SECOND, NOW);

    @Test
    void a_burst_has_one_second_s_worth_and_then_one_comes_after_the_other() {
        for (int i = 0; i < 4; i++) {
            assertEquals(0, bucket.takeOne(4, NOW));
        }
        assertEquals(SECOND / 4, bucket.takeOne(4, NOW));
        assertEquals(0, bucket.takeOne(4, NOW + SECOND / 4));
        assertEquals(SECOND / 4, bucket.takeOne(4, NOW + SECOND / 4));
    }

    @Test
    void less_than_one_per_second_is_one_at_a_time() {
        assertEquals(0, bucket.takeOne(0.1, NOW));
        assertEquals(10 * SECOND, bucket.takeOne(0.1, NOW));
        assertEquals(1, bucket.takeOne(0.1, NOW + 10 * SECOND - 1));
        assertEquals(0, bucket.takeOne(0.1, NOW + 10 * SECOND));
    }

    @Test
    void what_was_refused_takes_nothing() {
        assertEquals(0, bucket.takeOne(1, NOW));
        for (int i = 0; i < 10; i++) {
            assertEquals(SECOND, bucket.takeOne(1, NOW));
        }
    }

    @Test
    void who_takes_too_much_is_in_debt_until_time_has_paid_it() {
        bucket.take(1_000, 1_000, NOW);
        assertEquals(0, bucket.debtNanos(NOW));
        bucket.take(29_000, 1_000, NOW);
        assertEquals(29 * SECOND, bucket.debtNanos(NOW));
        assertEquals(1, bucket.debtNanos(NOW + 29 * SECOND - 1));
        assertEquals(0, bucket.debtNanos(NOW + 29 * SECOND));
    }

    @Test
    void a_debt_of_centuries_does_not_turn_into_a_credit() {
        for (int i = 0; i < 1_000; i++) {
            bucket.take(Double.MAX_VALUE, Double.MIN_VALUE, NOW);
            assertTrue(bucket.debtNanos(NOW) > 1_000 * SECOND);
        }
        assertTrue(bucket.takeOne(Double.MIN_VALUE, NOW) > 0);
    }

    @Test
    void a_bucket_that_nobody_uses_holds_no_more_than_a_burst() {
        long later = NOW + 1_000 * SECOND;
        assertEquals(0, bucket.takeOne(1, later));
        assertTrue(bucket.takeOne(1, later) > 0);
    }
}
