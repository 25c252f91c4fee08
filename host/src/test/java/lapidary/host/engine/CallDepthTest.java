package lapidary.host.engine;

import static lapidary.host.wasm.ModuleBuilder.code;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import lapidary.host.wasm.ModuleBuilder;
import org.junit.jupiter.api.Test;

/** How deeply a guest may call, on threads with the stack that the launcher gives them. */
class CallDepthTest {
    private static final int CALL = 0x10;
    private static final int CALL_INDIRECT = 0x11;
    private static final int END = 0x0b;
    private static final int DROP = 0x1a;

    /** Counts its depth at address 0, and calls itself. */
    private static ModuleBuilder direct(String locals) {
        int[] body =
                code(c ->
                        c.op(
                                0x41, 0, 0x41, 0, 0x28, 2, 0, 0x41, 1, 0x6a, 0x36, 2, 0, CALL, 0,
                                END));
        return new ModuleBuilder().type(":").function(0, locals, body).memory(1).export("call", 0);
    }

    private static ModuleBuilder indirect() {
        int[] body =
                code(c ->
                        c.op(0x41, 0, 0x41, 0, 0x28, 2, 0, 0x41, 1, 0x6a, 0x36, 2, 0)
                                .op(0x41, 0, CALL_INDIRECT, 0, 0, END));
        return new ModuleBuilder()
                .type(":")
                .function(0, body)
                .table(1)
                .elements(0)
                .memory(1)
                .export("call", 0);
    }

    private static int depthAtTrap(ModuleBuilder module, Engine.Mode mode) {
        GuestInstance guest = Guests.start(module, mode);
        GuestTrap trap = assertThrows(GuestTrap.class, () -> guest.call("call"));
        assertEquals(Traps.CALL_DEPTH, trap.reason());
        return guest.memory().readInt(0);
    }

    @Test
    void a_recursion_ends_at_the_same_depth_compiled_and_interpreted() {
        for (ModuleBuilder module : List.of(direct(""), direct("lllldddd"), indirect())) {
            int compiled = depthAtTrap(module, Engine.Mode.COMPILED);
            assertEquals(compiled, depthAtTrap(module, Engine.Mode.INTERPRETED));
            assertTrue(compiled > 10_000, "only " + compiled);
        }
    }

    @Test
    void a_function_with_many_locals_reaches_less_deep() {
        int few = depthAtTrap(direct(""), Engine.Mode.COMPILED);
        int many = depthAtTrap(direct("l".repeat(500)), Engine.Mode.COMPILED);
        assertTrue(many < few / 5, many + " of " + few);
    }

    @Test
    void the_stack_of_a_virtual_thread_is_enough() throws Exception {
        for (Engine.Mode mode : Guests.MODES) {
            var depth = new FutureTask<>(() -> depthAtTrap(direct("l".repeat(100)), mode));
            Thread.ofVirtual().start(depth);
            assertTrue(get(depth) > 1_000);
        }
    }

    @Test
    void the_stack_of_a_platform_thread_is_enough_while_nothing_is_compiled_yet() throws Exception {
        for (Engine.Mode mode : Guests.MODES) {
            var depth = new FutureTask<>(() -> depthAtTrap(indirect(), mode));
            Thread.ofPlatform().start(depth);
            assertTrue(get(depth) > 1_000);
        }
    }

    private static int get(FutureTask<Integer> depth) throws Exception {
        try {
            return depth.get();
        } catch (ExecutionException e) {
            throw new AssertionError("on its thread: " + e.getCause(), e);
        }
    }

    /** Calls itself until {@code left} is 0, with operands of each type waiting below a loop. */
    private static ModuleBuilder withWaiting(int count) {
        int[] body =
                code(c -> {
                    for (char type : "ilfd".toCharArray()) {
                        for (int operand = 0; operand < count; operand++) {
                            switch (type) {
                                case 'i' -> c.i32(0);
                                case 'l' -> c.i64(0);
                                case 'f' -> c.f32(0);
                                default -> c.f64(0);
                            }
                        }
                        c.op(0x03, 0x40, END);
                        for (int operand = 0; operand < count; operand++) {
                            c.op(0x1a);
                        }
                    }
                    c.op(0x41, 0, 0x41, 0, 0x28, 2, 0, 0x41, 1, 0x6a, 0x36, 2, 0, CALL, 0, END);
                });
        return new ModuleBuilder().type(":").function(0, body).memory(1).export("call", 0);
    }

    @Test
    void operands_of_many_types_that_wait_in_locals_are_counted() {
        int[] counts = {10, 100, 400};
        for (int count : counts) {
            int compiled = depthAtTrap(withWaiting(count), Engine.Mode.COMPILED);
            assertEquals(compiled, depthAtTrap(withWaiting(count), Engine.Mode.INTERPRETED));
        }
    }

    @Test
    void the_depth_is_the_same_cold_and_hot_and_one_less_than_it_is_reached() {
        CompiledModule module = Guests.load(limited(), Engine.Mode.COMPILED);
        long slots = CallDepth.SLOTS;
        for (int round = 0; round < 30; round++) {
            GuestInstance guest = Guests.start(module, (_, _) -> (_, _) -> 0);
            assertThrows(GuestTrap.class, () -> guest.call("deep"));
            assertEquals(slots / 212, guest.memory().readInt(0), "the published formula");
            GuestInstance reaches = Guests.start(module, (_, _) -> (_, _) -> 0);
            reaches.call("reaches");
            assertEquals(slots / 212, reaches.memory().readInt(0));
        }
    }

    /** A function of 3 operands at once: 200 and 4 for each. */
    private static ModuleBuilder limited() {
        int depth = (int) (CallDepth.SLOTS / 212);
        int[] count = {0x41, 0, 0x41, 0, 0x28, 2, 0, 0x41, 1, 0x6a, 0x36, 2, 0};
        int[] deep = code(c -> c.i32(0).op(DROP, 0x41, 0, DROP).op(count).op(CALL, 0, END));
        // calls itself only if it is not yet that deep; its frame takes the same
        int[] reaches =
                code(c ->
                        c.op(count)
                                .op(0x41, 0, 0x28, 2, 0)
                                .i32(depth)
                                .op(0x49, 0x04, 0x40, CALL, 1, END)
                                .i32(0)
                                .op(DROP, END));
        return new ModuleBuilder()
                .type(":")
                .function(0, deep)
                .function(0, reaches)
                .memory(1)
                .export("deep", 0)
                .export("reaches", 1);
    }

    /** How a recursion ended: how often it told the host its depth, and what it burned. */
    private record Ended(int depth, long fuel) {}

    /** Two functions that call each other, of which the first tells the host of each call. */
    private static ModuleBuilder mutual() {
        return new ModuleBuilder()
                .type(":")
                .importFunction("host", "deeper", 0)
                .function(0, code(c -> c.op(CALL, 0, CALL, 2, END)))
                .function(0, "ld", code(c -> c.op(CALL, 1, END)))
                .memory(1);
    }

    private static Ended ended(ModuleBuilder module, Engine.Mode mode, List<String> exports) {
        var told = new ArrayList<GuestInstance>();
        CompiledModule loaded = Guests.load(module, mode);
        GuestTrap trap =
                assertThrows(
                        GuestTrap.class,
                        () -> {
                            GuestInstance guest =
                                    Guests.start(
                                            loaded,
                                            (_, _) ->
                                                    (caller, _) -> {
                                                        told.add(caller);
                                                        return 0;
                                                    });
                            exports.forEach(guest::call);
                        });
        assertEquals(Traps.CALL_DEPTH, trap.reason());
        return new Ended(told.size(), told.getLast().tank().used());
    }

    @Test
    void two_that_call_each_other_trap_at_the_same_depth_and_fuel_wherever_they_begin() {
        Ended expected = ended(mutual().start(1), Engine.Mode.COMPILED, List.of());
        assertTrue(expected.depth() > 10_000, expected::toString);
        for (Engine.Mode mode : Guests.MODES) {
            assertEquals(expected, ended(mutual().start(1), mode, List.of()));
            for (String name : List.of("_initialize", "init", "fetch")) {
                assertEquals(expected, ended(mutual().export(name, 1), mode, List.of(name)));
            }
        }
    }

    @Test
    void returning_gives_the_stack_back() {
        // 40 calls of a function that calls a leaf and leaves by return, by br and by its end
        int[] calls =
                code(c -> {
                    for (int i = 0; i < 40; i++) {
                        c.op(0x41, i % 3, CALL, 1, 0x1a);
                    }
                    c.op(END);
                });
        int[] callee =
                code(c ->
                        c.op(CALL, 2, 0x20, 0, 0x45, 0x04, 0x40, 0x41, 7, 0x0f, END)
                                .op(0x41, 8, 0x20, 0, 0x41, 1, 0x46, 0x0d, 0, END));
        var module =
                new ModuleBuilder()
                        .type(":")
                        .type("i:i")
                        .function(0, calls)
                        .function(1, callee)
                        .function(0, END)
                        .export("call", 0);
        for (Engine.Mode mode : Guests.MODES) {
            GuestInstance guest = Guests.start(module, mode);
            guest.call("call");
            assertEquals(CallDepth.SLOTS, guest.memory().stack);
        }
    }
}
