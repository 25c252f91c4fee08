package lapidary.host.engine;

import static lapidary.host.wasm.ModuleBuilder.code;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import lapidary.abi.Prices;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.wasm.ModuleBuilder;
import org.junit.jupiter.api.Test;

/** What the engine gets wrong, one test for each; see docs/decisions/0011. */
class FindingsTest {
    private static final int END = 0x0b;
    private static final int BR_IF = 0x0d;
    private static final int DROP = 0x1a;
    private static final int I32_STORE = 0x36;

    private static int resultOf(ModuleBuilder module, Engine.Mode mode) {
        GuestInstance guest = Guests.start(module.memory(1).export("fetch", 0), mode);
        guest.call("fetch");
        return guest.memory().readInt(0);
    }

    private static void assertResult(int expected, java.util.function.Supplier<ModuleBuilder> of) {
        for (Engine.Mode mode : Guests.MODES) {
            assertEquals(expected, resultOf(of.get(), mode), mode::toString);
        }
    }

    @Test
    void a_branch_out_of_a_block_with_parameters_drops_what_lies_in_it() {
        // 0, 5, block (param i32) (result i32): drop, 1, 2, 42, br 0: 42 is stored
        assertResult(
                42,
                () ->
                        new ModuleBuilder()
                                .type(":")
                                .type("i:i")
                                .function(
                                        0,
                                        code(c ->
                                                c.i32(0)
                                                        .i32(5)
                                                        .op(0x02, 1, DROP)
                                                        .i32(1)
                                                        .i32(2)
                                                        .i32(42)
                                                        .op(0x0c, 0, END)
                                                        .op(I32_STORE, 2, 0, END))));
    }

    @Test
    void a_condition_with_parameters_takes_them_in_either_arm_and_without_an_else() {
        for (int condition = 0; condition < 2; condition++) {
            int taken = condition;
            assertResult(
                    7 - condition,
                    () ->
                            new ModuleBuilder()
                                    .type(":")
                                    .type("i:i")
                                    .function(
                                            0,
                                            code(c ->
                                                    c.i32(0)
                                                            .i32(7)
                                                            .i32(taken)
                                                            .op(0x04, 1)
                                                            .i32(1)
                                                            .op(0x6b, END)
                                                            .op(I32_STORE, 2, 0, END))));
        }
    }

    @Test
    void a_branch_out_of_a_function_that_ends_with_a_block_leaves_the_function() {
        // if 1: leave 9 below, br 1; end end
        assertResult(
                3,
                () ->
                        new ModuleBuilder()
                                .type(":")
                                .function(
                                        0,
                                        code(c ->
                                                c.i32(0)
                                                        .i32(3)
                                                        .op(I32_STORE, 2, 0)
                                                        .i32(1)
                                                        .op(0x04, 0x40)
                                                        .i32(9)
                                                        .i32(1)
                                                        .op(BR_IF, 1, DROP)
                                                        .op(END, END))));
    }

    @Test
    void a_narrow_store_whose_address_overflows_traps() {
        for (int opcode : new int[] {0x3a, 0x3c, 0x3e}) {
            for (Engine.Mode mode : Guests.MODES) {
                int[] body =
                        code(c -> {
                            c.i32(1);
                            if (opcode == 0x3a) {
                                c.i32(5);
                            } else {
                                c.i64(5);
                            }
                            c.op(opcode, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, END);
                        });
                var module =
                        new ModuleBuilder()
                                .type(":")
                                .function(0, body)
                                .memory(1)
                                .export("fetch", 0);
                GuestInstance guest = Guests.start(module, mode);
                GuestTrap trap = assertThrows(GuestTrap.class, () -> guest.call("fetch"));
                assertEquals("out of bounds memory access", trap.reason());
                assertEquals(0, guest.memory().readInt(0));
            }
        }
    }

    @Test
    void a_loop_with_more_parameters_than_values_below_leaves_the_stack_alone() {
        // 0, 8, then (loop (param i32 i32 i32) (result i32)) leaves 34: 0 is still the address
        assertResult(
                42,
                () ->
                        new ModuleBuilder()
                                .type(":")
                                .type("iii:i")
                                .function(
                                        0,
                                        code(c ->
                                                c.i32(0)
                                                        .i32(8)
                                                        .i32(1)
                                                        .i32(2)
                                                        .i32(3)
                                                        .op(0x03, 1, DROP, DROP, DROP)
                                                        .i32(34)
                                                        .op(END, 0x6a)
                                                        .op(I32_STORE, 2, 0, END))));
    }

    @Test
    void elements_are_copied_to_places_beyond_the_end_of_the_table_they_come_from() {
        // table.copy 1 0 of the last of two elements to the last place of twenty; its call stores 9
        assertResult(
                9,
                () ->
                        new ModuleBuilder()
                                .type(":")
                                .function(
                                        0,
                                        code(c ->
                                                c.i32(19)
                                                        .i32(1)
                                                        .i32(1)
                                                        .op(0xfc, 14, 1, 0)
                                                        .i32(19)
                                                        .op(0x11, 0, 1, END)))
                                .function(0, code(c -> c.i32(0).i32(9).op(I32_STORE, 2, 0, END)))
                                .table(2)
                                .table(20)
                                .elements(0, 1));
    }

    /** Of {@code table.init}, {@code table.copy} and {@code table.fill}. */
    private static final int[][] TABLE_OPERATIONS = {
        {0xfc, 12, 1, 0}, {0xfc, 14, 0, 0}, {0xfc, 17, 0}
    };

    /** Their operands: places and sizes that are beyond the end, some with sums that are not. */
    private static final int[][] BEYOND_THE_END = {
        {Integer.MAX_VALUE, 0, 1},
        {-1, 0, 1},
        {-1, 0, 0},
        {-3, 0, 2},
        {Integer.MIN_VALUE, 0, 1},
        {0, Integer.MAX_VALUE, 1},
        {0, -1, 1},
        {0, -1, 0},
        {0, -3, 2},
        {1, 1, Integer.MAX_VALUE},
        {Integer.MAX_VALUE, Integer.MAX_VALUE, 2},
        {-1, -1, 1},
    };

    @Test
    void table_operations_beyond_the_end_trap_however_far_beyond() {
        for (Engine.Mode mode : Guests.MODES) {
            for (int[] operation : TABLE_OPERATIONS) {
                for (int[] operands : BEYOND_THE_END) {
                    boolean isFill = operation[1] == 17;
                    if (!isFill || operands[1] == 0) {
                        assertOutOfTable(mode, operation, operands);
                    }
                }
            }
        }
    }

    private static void assertOutOfTable(Engine.Mode mode, int[] operation, int[] operands) {
        int[] body =
                code(c -> {
                    c.i32(operands[0]);
                    if (operation[1] == 17) {
                        c.op(0xd0, 0x70);
                    } else {
                        c.i32(operands[1]);
                    }
                    c.i32(operands[2]).op(operation).op(END);
                });
        var module =
                new ModuleBuilder()
                        .type(":")
                        .function(0, body)
                        .table(4)
                        .elements(0)
                        .passiveElements(0, 0)
                        .memory(1)
                        .export("fetch", 0);
        GuestInstance guest = Guests.start(module, mode);
        guest.tank().fill(100_000_000_000L);
        GuestTrap trap =
                assertThrows(
                        GuestTrap.class,
                        () -> guest.call("fetch"),
                        () -> mode + Arrays.toString(operation) + Arrays.toString(operands));
        assertEquals("out of bounds table access", trap.reason());
    }

    private static int[] large(int steps, boolean hasLoop) {
        return code(c -> {
            for (int step = 0; step < steps; step++) {
                c.i32(0).i32(0).op(0x28, 2, 0).i32(3).op(0x6c).i32(1).op(0x6a, I32_STORE, 2, 0);
            }
            if (hasLoop) {
                c.i32(1).op(0x03, 1, END, DROP);
            }
            c.op(END);
        });
    }

    private static ModuleBuilder module(int[] body) {
        return module("", body);
    }

    private static ModuleBuilder module(String locals, int[] body) {
        return new ModuleBuilder()
                .type(":")
                .type("i:i")
                .function(0, locals, body)
                .memory(1)
                .export("fetch", 0);
    }

    private static long fuel(ModuleBuilder module, Engine.Mode mode) {
        GuestInstance guest = Guests.start(module, mode);
        guest.call("fetch");
        return guest.tank().used();
    }

    @Test
    void a_large_function_costs_more_in_both_modes() {
        long small = fuel(module(large(1_000, false)), Engine.Mode.COMPILED);
        long large = fuel(module(large(4_000, false)), Engine.Mode.COMPILED);
        assertEquals(4 * Prices.LARGE_FUNCTION, large / (double) small, 1.0);
        assertEquals(large, fuel(module(large(4_000, false)), Engine.Mode.INTERPRETED));
    }

    @Test
    void a_large_function_has_no_loops_with_parameters() {
        String tooManyToBeOutlined = "i".repeat(1_001);
        fuel(module(tooManyToBeOutlined, large(1_000, true)), Engine.Mode.COMPILED);
        fuel(module(large(4_000, true)), Engine.Mode.COMPILED);
        ModuleBuilder large = module(tooManyToBeOutlined, large(4_000, true));
        CallerException refusal =
                assertThrows(CallerException.class, () -> fuel(large, Engine.Mode.COMPILED));
        assertEquals(ErrorCode.MODULE_FEATURE_UNSUPPORTED, refusal.code());
    }

    @Test
    void a_function_that_takes_more_than_a_method_of_the_jvm_is_refused() {
        // branches past 1 000 operands, 200 times: 2 000 bytes here, too many there
        int[] body =
                code(c -> {
                    c.op(0x02, 0x40);
                    for (int operand = 0; operand < 1_000; operand++) {
                        c.i32(0);
                    }
                    for (int branch = 0; branch < 200; branch++) {
                        c.i32(0).op(BR_IF, 0);
                    }
                    for (int operand = 0; operand < 1_000; operand++) {
                        c.op(DROP);
                    }
                    c.op(END, END);
                });
        CallerException refusal =
                assertThrows(CallerException.class, () -> fuel(module(body), Engine.Mode.COMPILED));
        assertEquals(ErrorCode.MODULE_LIMIT_EXCEEDED, refusal.code());
    }
}
