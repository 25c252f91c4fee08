package lapidary.host.engine;

import static lapidary.host.wasm.ModuleBuilder.code;
import static org.junit.jupiter.api.Assertions.assertEquals;

import lapidary.abi.Prices;
import lapidary.host.wasm.ModuleBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What memory costs that grows, in pages: those that are new, and those that are copied. */
class MemoryGrowPriceTest {
    @ParameterizedTest
    @EnumSource
    void page_by_page_each_pays_for_three_that_are_copied(Engine.Mode mode) {
        GuestInstance guest = Guests.start(grower(1, 1), mode);
        assertEquals(1 + 1, pagesPaid(guest), "one page was there");
        assertEquals(1 + 2, pagesPaid(guest));
        assertEquals(1 + 3, pagesPaid(guest));
        for (int size = 4; size < 300; size++) {
            assertEquals(1 + 3, pagesPaid(guest), "beyond " + size + " pages");
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_copied_is_no_more_than_there_was(Engine.Mode mode) {
        assertEquals(2_000 + 1, pagesPaid(Guests.start(grower(2_000, 1), mode)));
        assertEquals(40 + 100, pagesPaid(Guests.start(grower(40, 100), mode)));
        assertEquals(30 + 90, pagesPaid(Guests.start(grower(30, 100), mode)));
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_grown_by_nothing_or_by_more_than_any_limit(Engine.Mode mode) {
        assertEquals(0, pagesPaid(Guests.start(grower(0, 100), mode)));
        assertEquals(0, pagesPaid(Guests.start(grower(-1, 100), mode)));
    }

    /** The instructions around it cost less than a page. */
    private static long pagesPaid(GuestInstance guest) {
        guest.tank().fill(Guests.PLENTY.units());
        guest.call("grow");
        return guest.tank().used() / Prices.MEMORY_GROW_PAGE;
    }

    private static ModuleBuilder grower(int pages, int initialPages) {
        return new ModuleBuilder()
                .type(":")
                .memory(initialPages)
                .function(0, code(c -> c.i32(pages).op(0x40, 0, 0x1a, 0x0b)))
                .export("grow", 0);
    }
}
