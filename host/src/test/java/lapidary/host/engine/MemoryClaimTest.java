package lapidary.host.engine;

import static lapidary.host.wasm.ModuleBuilder.code;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryShortage;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleBuilder;
import lapidary.host.wasm.ModuleLimits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What instances claim of the host's memory, compiled and interpreted. */
class MemoryClaimTest {
    private static final long MIB = 1 << 20;
    private static final int PAGES_PER_MIB = 16;

    private final AtomicLong seen = new AtomicLong();
    private final ImportResolver resolver =
            (_, _) ->
                    (_, arguments) -> {
                        seen.set(arguments[0]);
                        return 0;
                    };

    @ParameterizedTest
    @EnumSource(Engine.Mode.class)
    void growing_to_the_limit_of_its_own_answers_minus_one_and_claims_what_it_has(
            Engine.Mode mode) {
        var budget = new MemoryBudget(100 * MIB);
        try (var guest = start(grower(PAGES_PER_MIB, 1), mode, budget, 8 * MIB)) {
            for (int grown = 0; grown < 7; grown++) {
                guest.call("grow");
                assertEquals(1 + grown * PAGES_PER_MIB, seen.get());
            }
            guest.call("grow");
            assertEquals(-1, seen.get());
            assertTrue(budget.used() >= 7 * MIB && budget.used() < 12 * MIB, "" + budget.used());
        }
        assertEquals(0, budget.used());
    }

    @ParameterizedTest
    @EnumSource(Engine.Mode.class)
    void a_short_budget_ends_the_event_and_is_never_a_minus_one(Engine.Mode mode) {
        var budget = new MemoryBudget(8 * MIB);
        try (var guest = start(grower(PAGES_PER_MIB, 1), mode, budget, 128 * MIB)) {
            var shortage =
                    assertThrows(
                            MemoryShortage.class,
                            () -> {
                                while (seen.get() >= 0) {
                                    guest.call("grow");
                                }
                            });
            assertEquals(ErrorCode.OVERLOADED, shortage.code());
            assertTrue(seen.get() > 0, "it grew a few times");
        }
        assertEquals(0, budget.used());
    }

    @ParameterizedTest
    @EnumSource(Engine.Mode.class)
    void an_instance_for_which_there_is_no_room_is_not_made(Engine.Mode mode) {
        var budget = new MemoryBudget(2 * MIB);
        assertThrows(
                MemoryShortage.class,
                () -> start(grower(1, 3 * PAGES_PER_MIB), mode, budget, 128 * MIB));
        assertEquals(0, budget.used());
    }

    @ParameterizedTest
    @EnumSource(Engine.Mode.class)
    void a_limit_below_the_initial_memory_refuses_the_instance_with_both_numbers(Engine.Mode mode) {
        var refused =
                assertThrows(
                        CallerException.class,
                        () -> start(grower(1, 2), mode, MemoryBudget.UNLIMITED, 65_536));
        assertEquals(ErrorCode.MODULE_LIMIT_EXCEEDED, refused.code());
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("131072"), message);
        assertTrue(message.contains("65536"), message);
    }

    @ParameterizedTest
    @EnumSource(Engine.Mode.class)
    void a_table_that_grows_claims_its_elements(Engine.Mode mode) {
        var budget = new MemoryBudget(MIB);
        var module =
                module().table(10)
                        .function(
                                0,
                                code(c ->
                                        c.op(0xd0, 0x70)
                                                .i32(40_000)
                                                .op(0xfc, 15, 0, 0x10, 0, 0x0b)))
                        .export("grow", 1);
        try (var guest = start(module, mode, budget, MIB)) {
            guest.call("grow");
            assertEquals(10, seen.get());
            assertThrows(MemoryShortage.class, () -> guest.call("grow"));
        }
        assertEquals(0, budget.used());
    }

    @ParameterizedTest
    @EnumSource(Engine.Mode.class)
    void a_deep_recursion_claims_its_stack_while_it_lasts(Engine.Mode mode) {
        // down(n): n == 0 ? the host function : down(n - 1), and then a drop, so no tail call
        var module =
                module().function(
                                1,
                                code(c ->
                                        c.op(0x20, 0, 0x04, 0x40, 0x20, 0)
                                                .i32(1)
                                                .op(0x6b, 0x10, 1, 0x05)
                                                .i32(7)
                                                .op(0x10, 0, 0x0b, 0x0b)))
                        .function(0, code(c -> c.i32(10_000).op(0x10, 1, 0x0b)))
                        .export("deep", 2);
        var wide = new MemoryBudget(100 * MIB);
        try (var guest = start(module, mode, wide, MIB)) {
            guest.call("deep");
            assertEquals(7, seen.get());
            assertTrue(wide.used() < MIB, "given back");
        }
        var narrow = new MemoryBudget(8 * MIB);
        try (var guest = start(module, mode, narrow, MIB)) {
            assertThrows(MemoryShortage.class, () -> guest.call("deep"));
        }
        assertEquals(0, narrow.used());
    }

    /** Function 0 tells a number, "grow" grows by so many pages and tells the answer. */
    private static ModuleBuilder grower(int pages, int initialPages) {
        return module(initialPages)
                .function(0, code(c -> c.i32(pages).op(0x40, 0, 0x10, 0, 0x0b)))
                .export("grow", 1);
    }

    private static ModuleBuilder module() {
        return module(1);
    }

    private static ModuleBuilder module(int initialPages) {
        return new ModuleBuilder()
                .type(":")
                .type("i:")
                .importFunction("test", "tell", 1)
                .memory(initialPages);
    }

    private GuestInstance start(
            ModuleBuilder module, Engine.Mode mode, MemoryBudget budget, long memoryBytesMax) {
        var metered = new MeteringRewriter(ModuleLimits.PUBLISHED).rewrite(module.build());
        var loaded = new Engine(budget).load(metered, mode, CompiledCache.NONE);
        try {
            var guest =
                    loaded.instantiate(
                            resolver,
                            new InstanceLimits(memoryBytesMax, 100_000),
                            "context",
                            Guests.PLENTY);
            guest.tank().fill(Guests.PLENTY.units());
            return guest;
        } finally {
            loaded.release(); // from now on, the instance alone has the module
        }
    }
}
