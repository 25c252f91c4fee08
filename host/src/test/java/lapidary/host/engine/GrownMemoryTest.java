package lapidary.host.engine;

import static lapidary.host.wasm.ModuleBuilder.code;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.Consumer;
import lapidary.host.wasm.ModuleBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A function that keeps where its memory is must look again whenever that may have changed. */
class GrownMemoryTest {
    private static final int PAGE = 65_536;

    /** Functions of the module. */
    private static final int GROW = 0;

    private static final int DEEP = 1;

    private static final int[] GROW_BY_A_PAGE = {0x41, 1, 0x40, 0, 0x1a};

    @ParameterizedTest
    @EnumSource
    void by_its_own_instruction(Engine.Mode mode) {
        storesAfter(mode, c -> c.op(GROW_BY_A_PAGE));
    }

    @ParameterizedTest
    @EnumSource
    void by_a_call(Engine.Mode mode) {
        storesAfter(mode, c -> c.op(0x10, GROW));
    }

    @ParameterizedTest
    @EnumSource
    void by_a_call_of_a_call(Engine.Mode mode) {
        storesAfter(mode, c -> c.op(0x10, DEEP));
    }

    @ParameterizedTest
    @EnumSource
    void by_an_indirect_call(Engine.Mode mode) {
        storesAfter(mode, c -> c.i32(GROW).op(0x11, 0, 0));
    }

    @ParameterizedTest
    @EnumSource
    void in_a_loop_and_in_one_branch_of_two(Engine.Mode mode) {
        // for local 0 from 3 down to 1: if it is odd, grow; store at the end of what there is
        var module =
                module(
                        "i",
                        code(c ->
                                c.i32(3)
                                        .op(0x21, 0, 0x03, 0x40)
                                        .op(0x20, 0)
                                        .i32(1)
                                        .op(0x71, 0x04, 0x40, 0x10, GROW, 0x0b)
                                        .op(0x3f, 0)
                                        .i32(PAGE)
                                        .op(0x6c)
                                        .i32(4)
                                        .op(0x6b, 0x20, 0, 0x36, 2, 0)
                                        .op(0x20, 0)
                                        .i32(1)
                                        .op(0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x0b)));
        GuestInstance guest = Guests.start(module, mode);
        guest.call("run");
        assertEquals(3 * PAGE, guest.memory().size());
        assertEquals(2, guest.memory().readInt(2 * PAGE - 4)); // over the 3 of the round before
        assertEquals(1, guest.memory().readInt(3 * PAGE - 4));
    }

    /** Loads, does that, and stores in the page that is there only afterwards. */
    private static void storesAfter(Engine.Mode mode, Consumer<ModuleBuilder.Code> growing) {
        GuestInstance guest = Guests.start(module("", body(growing)), mode);
        guest.call("run");
        assertEquals(42, guest.memory().readInt(PAGE + 8));
        GuestInstance other = Guests.start(module("", body(_ -> {})), mode);
        assertThrows(GuestTrap.class, () -> other.call("run"));
    }

    private static int[] body(Consumer<ModuleBuilder.Code> growing) {
        return code(c -> {
            c.i32(0).op(0x28, 2, 0, 0x1a);
            growing.accept(c);
            c.i32(PAGE + 8).i32(42).op(0x36, 2, 0).op(0x0b);
        });
    }

    private static ModuleBuilder module(String locals, int[] run) {
        return new ModuleBuilder()
                .type(":")
                .function(0, code(c -> c.op(GROW_BY_A_PAGE).op(0x0b)))
                .function(0, code(c -> c.op(0x10, GROW, 0x0b)))
                .function(0, locals, run)
                .table(1)
                .memory(1)
                .export("run", 2)
                .elements(GROW);
    }
}
