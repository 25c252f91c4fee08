package lapidary.host.engine;

import static lapidary.host.wasm.ModuleBuilder.code;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import lapidary.abi.Limits;
import lapidary.host.fuel.OutOfFuel;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleBuilder;
import lapidary.host.wasm.ModuleLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large functions, whose parts become functions of their own, as a guest sees them. */
class OutlinedFunctionTest {
    private static final int UNREACHABLE = 0x00;
    private static final int BLOCK = 0x02;
    private static final int LOOP = 0x03;
    private static final int IF = 0x04;
    private static final int END = 0x0b;
    private static final int BR_IF = 0x0d;
    private static final int CALL = 0x10;
    private static final int LOCAL_GET = 0x20;
    private static final int LOCAL_SET = 0x21;
    private static final int I32_STORE = 0x36;
    private static final int I32_GE_U = 0x4f;
    private static final int I32_ADD = 0x6a;
    private static final int I32_MUL = 0x6c;
    private static final int EMPTY = 0x40;

    private static final int LEAVE_AT = 3;
    private static final int ROUNDS = 5;

    /**
     * Counts rounds in local 0, and computes in local 1: {@code x = x * 3 + step}, so many times a
     * round. In the fourth round, in the middle, it does what is asked. Stores local 1.
     */
    private static ModuleBuilder module(int steps, int... inTheMiddle) {
        int[] body =
                code(c -> {
                    c.op(BLOCK, EMPTY, LOOP, EMPTY);
                    for (int step = 0; step < steps; step++) {
                        if (step == steps / 2) {
                            c.op(LOCAL_GET, 0).i32(LEAVE_AT).op(I32_GE_U, IF, EMPTY);
                            c.op(inTheMiddle).op(END);
                        }
                        c.op(LOCAL_GET, 1).i32(3).op(I32_MUL).i32(step);
                        c.op(I32_ADD, LOCAL_SET, 1);
                    }
                    c.op(LOCAL_GET, 0).i32(1).op(I32_ADD, LOCAL_SET, 0);
                    c.op(LOCAL_GET, 0).i32(ROUNDS).op(I32_GE_U, BR_IF, 1);
                    c.op(0x0c, 0, END, END);
                    c.i32(0).op(LOCAL_GET, 1).op(I32_STORE, 2, 0, END);
                });
        return new ModuleBuilder()
                .type(":")
                .function(0, END)
                .function(0, "ii", body)
                .memory(1)
                .export("call", 1);
    }

    private static MeteredModule metered(ModuleBuilder module) {
        return new MeteringRewriter(ModuleLimits.PUBLISHED).rewrite(module.build());
    }

    private static int expected(int steps, int rounds, boolean half) {
        int x = 0;
        for (int round = 0; round < rounds; round++) {
            for (int step = 0; step < steps; step++) {
                x = x * 3 + step;
            }
        }
        for (int step = 0; half && step < steps / 2; step++) {
            x = x * 3 + step;
        }
        return x;
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 1_500, 6_000, 20_000})
    void a_function_of_any_size_is_compiled_and_computes_what_it_should(int steps) {
        ModuleBuilder module = module(steps, 0x01);
        MeteredModule metered = metered(module);
        assertEquals(steps > 500, metered.transferGlobals() > 0, "outlined");
        assertEquals(Set.of(), metered.largeFunctions());
        Set<Long> used = new HashSet<>();
        for (Engine.Mode mode : Guests.MODES) {
            GuestInstance guest = Guests.start(module, mode);
            guest.call("call");
            assertEquals(expected(steps, ROUNDS, false), guest.memory().readInt(0));
            used.add(guest.tank().used());
        }
        assertEquals(1, used.size(), () -> "fuel " + used);
    }

    @Test
    void an_instance_is_as_much_larger_as_it_has_globals_to_pass_values() {
        MeteredModule small = metered(module(300, 0x01));
        MeteredModule large = metered(module(2_000, 0x01));
        assertTrue(large.transferGlobals() > 0, "outlined");
        assertEquals(
                80L * large.transferGlobals(),
                InstanceSize.bytes(large) - InstanceSize.bytes(small));
    }

    @Test
    void its_price_is_that_of_its_instructions_however_large_it_is() {
        double small = fuel(module(300, 0x01)) / 300.0;
        double large = fuel(module(20_000, 0x01)) / 20_000.0;
        assertEquals(1, large / small, 0.05);
        assertTrue(
                metered(module(20_000, 0x01)).bytes().length > 4 * Limits.LARGE_FUNCTION_BYTES,
                "it is large");
    }

    private static long fuel(ModuleBuilder module) {
        GuestInstance guest = Guests.start(module, Engine.Mode.COMPILED);
        guest.call("call");
        return guest.tank().used();
    }

    @Test
    void a_branch_out_of_its_middle_leaves_it() {
        for (Engine.Mode mode : Guests.MODES) {
            GuestInstance guest = Guests.start(module(2_000, 0x0c, 2), mode);
            guest.call("call");
            assertEquals(expected(2_000, LEAVE_AT, true), guest.memory().readInt(0));
        }
    }

    @Test
    void a_trap_in_it_names_it_and_not_what_was_made_of_it() {
        for (Engine.Mode mode : Guests.MODES) {
            GuestInstance guest = Guests.start(module(2_000, UNREACHABLE), mode);
            GuestTrap trap = assertThrows(GuestTrap.class, () -> guest.call("call"));
            assertEquals("function 1", trap.function().orElse("nowhere"));
        }
    }

    @Test
    void a_recursion_through_it_ends_at_the_same_depth_compiled_and_interpreted() {
        Set<Long> used = new HashSet<>();
        for (Engine.Mode mode : Guests.MODES) {
            GuestInstance guest = Guests.start(module(2_000, CALL, 1), mode);
            GuestTrap trap = assertThrows(GuestTrap.class, () -> guest.call("call"));
            assertEquals(Traps.CALL_DEPTH, trap.reason());
            used.add(guest.tank().used());
        }
        assertEquals(1, used.size(), () -> "fuel " + used);
    }

    @Test
    void an_endless_loop_in_it_runs_out_of_fuel() {
        for (Engine.Mode mode : Guests.MODES) {
            GuestInstance guest = Guests.start(module(2_000, LOOP, EMPTY, 0x0c, 0, END), mode);
            guest.tank().fill(10_000_000);
            assertThrows(OutOfFuel.class, () -> guest.call("call"));
            assertEquals(10_000_000, guest.tank().used());
        }
    }
}
