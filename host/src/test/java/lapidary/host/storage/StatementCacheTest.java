package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Which texts a facet's database keeps, with what was made of them. */
final class StatementCacheTest {
    private static final int LONG = 90_000;

    private final StatementCache cache = new StatementCache();

    private Object approve(int number, int bytes) {
        String text = "SELECT " + number + " -- ";
        return cache.approve(text + "x".repeat(bytes - text.length()), bytes);
    }

    @Test
    void a_text_that_ran_lately_is_not_looked_at_again() {
        assertSame(approve(1, 20), approve(1, 20));
        assertEquals(20, cache.textBytes());
    }

    @Test
    void a_mebibyte_of_text_is_kept_and_what_was_not_used_for_longest_goes_first() {
        var hot = approve(0, LONG);
        var cold = approve(1, LONG);
        for (int i = 2; i < 30; i++) {
            assertSame(hot, approve(0, LONG));
            approve(i, LONG);
            assertTrue(cache.textBytes() <= 1 << 20, () -> "keeps " + cache.textBytes());
        }
        assertEquals((1 << 20) / LONG * LONG, cache.textBytes());
        assertNotSame(cold, approve(1, LONG));
    }

    @Test
    void five_hundred_and_twelve_texts_are_kept_however_short() {
        var first = approve(0, 20);
        for (int i = 1; i < 512; i++) {
            approve(i, 20);
        }
        assertSame(first, approve(0, 20));
        var second = approve(1, 20);
        approve(512, 20);
        approve(513, 20);
        assertEquals(512 * 20, cache.textBytes());
        assertSame(second, approve(1, 20));
    }
}
