package lapidary.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class PricesTest {
    @Test
    void no_call_is_free_whether_offered_or_not() {
        for (var function : AbiImports.all()) {
            assertTrue(Prices.call(function) >= Prices.CROSSING, function.signature());
            assertTrue(Prices.offered(function) >= Prices.CROSSING, function.signature());
        }
    }

    @Test
    void what_only_answers_a_code_costs_a_crossing() {
        for (var function : AbiImports.all()) {
            if (function.availability() != Availability.OFFERED) {
                assertEquals(Prices.CROSSING, Prices.call(function), function.signature());
            }
        }
    }

    @Test
    void copying_is_rounded_up_and_grows_past_an_int() {
        assertEquals(0, Prices.copied(0));
        assertEquals(1, Prices.copied(1));
        assertEquals(1, Prices.copied(4));
        assertEquals(2, Prices.copied(5));
        assertEquals(1L << 30, Prices.copied(1L << 32));
    }

    @Test
    void preparing_grows_with_the_text() {
        assertEquals(1_000, Prices.sqlPrepare(0));
        assertEquals(1_001_000, Prices.sqlPrepare(Limits.SQL_TEXT_BYTES_MAX));
    }

    @Test
    void growing_memory_costs_more_than_filling_it() {
        assertEquals(12_288, Prices.MEMORY_GROW_PAGE);
        assertEquals(12_288, Prices.MEMORY_GROW_COPIED_PAGE);
        assertEquals(3, Prices.MEMORY_GROW_COPIES);
    }
}
