package lapidary.host.engine;

import static lapidary.host.wasm.ModuleBuilder.code;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.OutOfFuel;
import lapidary.host.wasm.ModuleBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GuestInstanceTest {
    private static final int CALL = 0x10;
    private static final int END = 0x0b;
    private static final int I32_STORE = 0x36;

    @ParameterizedTest
    @EnumSource
    void a_host_function_gets_arguments_and_gives_a_result_as_they_are(Engine.Mode mode) {
        var module =
                new ModuleBuilder()
                        .type("ilfd:i")
                        .type(":")
                        .importFunction("facet_info", "all", 0)
                        .function(
                                1,
                                code(c ->
                                        c.i32(16)
                                                .i32(-2)
                                                .i64(Long.MIN_VALUE)
                                                .f32(0x7fa00001)
                                                .f64(0x7ff4000000000001L)
                                                .op(CALL, 0, I32_STORE, 2, 0, END)))
                        .memory(1)
                        .export("fetch", 1);
        List<long[]> seen = new ArrayList<>();
        GuestInstance guest =
                Guests.start(
                        module,
                        mode,
                        (importModule, name) -> {
                            assertEquals("facet_info.all", importModule + "." + name);
                            return (caller, arguments) -> {
                                seen.add(arguments.clone());
                                assertEquals("context", caller.context(String.class));
                                return 0xffff_ffff_0000_0007L;
                            };
                        });
        guest.call("fetch");
        assertEquals(1, seen.size());
        assertEquals(-2, seen.get(0)[0]);
        assertEquals(Long.MIN_VALUE, seen.get(0)[1]);
        assertEquals(0x7fa00001, (int) seen.get(0)[2]);
        assertEquals(0x7ff4000000000001L, seen.get(0)[3]);
        assertEquals(7, guest.memory().readInt(16));
    }

    private static ModuleBuilder callsHost() {
        return new ModuleBuilder()
                .type(":")
                .importFunction("env", "host", 0)
                .function(0, CALL, 0, END)
                .memory(1)
                .export("fetch", 1);
    }

    @ParameterizedTest
    @EnumSource
    void what_a_host_function_throws_comes_out_unchanged(Engine.Mode mode) {
        var thrown = new IllegalStateException("mine");
        GuestInstance guest =
                Guests.start(
                        callsHost(),
                        mode,
                        (_, _) ->
                                (_, _) -> {
                                    throw thrown;
                                });
        assertSame(thrown, assertThrows(RuntimeException.class, () -> guest.call("fetch")));
        assertTrue(guest.tank().used() < 100, "billed exactly");
    }

    @ParameterizedTest
    @EnumSource
    void a_slice_outside_memory_traps_with_the_function_that_gave_it(Engine.Mode mode) {
        GuestInstance guest =
                Guests.start(callsHost(), mode, (_, _) -> (g, _) -> g.memory().check(65_535, 2));
        GuestTrap trap = assertThrows(GuestTrap.class, () -> guest.call("fetch"));
        assertEquals("slice outside memory", trap.reason());
        assertEquals("function 1", trap.function().orElseThrow());
    }

    @ParameterizedTest
    @EnumSource
    void a_host_function_charges_the_same_tank(Engine.Mode mode) {
        GuestInstance guest =
                Guests.start(
                        callsHost(),
                        mode,
                        (_, _) ->
                                (g, _) -> {
                                    g.tank().charge(1_000_000);
                                    return 0;
                                });
        guest.tank().fill(1_000_100);
        guest.call("fetch");
        long own = guest.tank().used() - 1_000_000;
        assertTrue(own > 0 && own < 100, "own " + own);
        guest.tank().fill(1_000_000);
        assertThrows(OutOfFuel.class, () -> guest.call("fetch"));
        assertEquals(1_000_000, guest.tank().used());
    }

    @Test
    void imports_are_resolved_once_for_a_module() {
        CompiledModule module = Guests.load(callsHost(), Engine.Mode.INTERPRETED);
        List<String> asked = new ArrayList<>();
        ImportResolver resolver =
                (importModule, name) -> {
                    asked.add(name);
                    return (_, _) -> 0;
                };
        Guests.start(module, resolver).call("fetch");
        Guests.start(module, resolver).call("fetch");
        assertEquals(List.of("host"), asked);
    }

    @Test
    void an_import_that_nobody_offers_is_refused_by_whoever_resolves() {
        var refusal = new CallerException(ErrorCode.MODULE_IMPORT_UNKNOWN, "nobody offers it");
        ImportResolver resolver =
                (_, _) -> {
                    throw refusal;
                };
        assertSame(
                refusal,
                assertThrows(
                        CallerException.class,
                        () -> Guests.start(callsHost(), Engine.Mode.INTERPRETED, resolver)));
    }

    @Test
    void a_host_function_cannot_call_back_into_its_guest() {
        GuestInstance guest =
                Guests.start(
                        callsHost(),
                        Engine.Mode.INTERPRETED,
                        (_, _) ->
                                (g, _) -> {
                                    g.call("fetch");
                                    return 0;
                                });
        assertThrows(FailureException.class, () -> guest.call("fetch"));
    }

    @ParameterizedTest
    @EnumSource
    void a_start_function_runs_metered_and_start_by_name_does_not(Engine.Mode mode) {
        int[] store = code(c -> c.i32(0).i32(42).op(I32_STORE, 2, 0, END));
        var module =
                new ModuleBuilder()
                        .type(":")
                        .function(0, store)
                        .function(0, 0x00, END)
                        .memory(1)
                        .export("_start", 1)
                        .start(0);
        GuestInstance guest =
                Guests.load(module, mode)
                        .instantiate(
                                (_, _) -> (_, _) -> 0,
                                InstanceLimits.PUBLISHED,
                                "",
                                new Fuel(1_000));
        assertEquals(42, guest.memory().readInt(0));
        assertTrue(guest.tank().used() > 0);
    }

    @ParameterizedTest
    @EnumSource
    void a_start_function_that_never_ends_burns_the_wake_budget(Engine.Mode mode) {
        var module =
                new ModuleBuilder().type(":").function(0, 0x03, 0x40, 0x0c, 0, END, END).start(0);
        CompiledModule loaded = Guests.load(module, mode);
        assertThrows(
                OutOfFuel.class,
                () ->
                        loaded.instantiate(
                                (_, _) -> (_, _) -> 0,
                                InstanceLimits.PUBLISHED,
                                "",
                                new Fuel(100_000)));
    }

    @Test
    void data_that_does_not_fit_traps_the_instantiation() {
        CompiledModule module =
                Guests.load(
                        new ModuleBuilder().memory(1).data(65_535, 1, 2), Engine.Mode.INTERPRETED);
        GuestTrap trap =
                assertThrows(GuestTrap.class, () -> Guests.start(module, (_, _) -> (_, _) -> 0));
        assertTrue(trap.reason().contains("out of bounds"), trap.reason());
    }

    @ParameterizedTest
    @EnumSource
    void memory_and_tables_grow_to_the_limit_of_the_instance_and_answer_minus_one(
            Engine.Mode mode) {
        // memory.grow 3, memory.grow 1, memory.grow -1, table.grow 5, table.grow 1
        int[] grow =
                code(c ->
                        c.i32(0)
                                .i32(3)
                                .op(0x40, 0, I32_STORE, 2, 0)
                                .i32(4)
                                .i32(1)
                                .op(0x40, 0, I32_STORE, 2, 0)
                                .i32(8)
                                .i32(-1)
                                .op(0x40, 0, I32_STORE, 2, 0)
                                .i32(12)
                                .op(0xd0, 0x70)
                                .i32(5)
                                .op(0xfc, 15, 0)
                                .op(I32_STORE, 2, 0)
                                .i32(16)
                                .op(0xd0, 0x70)
                                .i32(1)
                                .op(0xfc, 15, 0)
                                .op(I32_STORE, 2, 0, END));
        var module =
                new ModuleBuilder()
                        .type(":")
                        .function(0, grow)
                        .table(2)
                        .memory(1)
                        .export("fetch", 0);
        CompiledModule loaded = Guests.load(module, mode);
        for (int instance = 0; instance < 2; instance++) { // one must not grow the other's
            GuestInstance guest =
                    loaded.instantiate(
                            (_, _) -> (_, _) -> 0,
                            new InstanceLimits(4 * 65_536, 7),
                            "",
                            Guests.PLENTY);
            guest.call("fetch");
            int[] answers = new int[5];
            java.util.Arrays.setAll(answers, index -> guest.memory().readInt(4 * index));
            assertArrayEquals(new int[] {1, -1, -1, 2, -1}, answers);
            assertEquals(4 * 65_536, guest.memory().size());
            long used = guest.tank().used();
            assertTrue(used > 4 * 4_096 && used < 150_000, "used " + used);
        }
    }

    @Test
    void only_exports_that_take_and_return_nothing_are_events() {
        var module =
                new ModuleBuilder()
                        .type(":")
                        .type(":i")
                        .function(0, END)
                        .function(1, 0x41, 1, END)
                        .memory(1)
                        .export("fetch", 0)
                        .export("number", 1)
                        .exportMemory("memory");
        GuestInstance guest = Guests.start(module, Engine.Mode.INTERPRETED);
        assertTrue(guest.exports("fetch"));
        assertFalse(guest.exports("number"));
        assertFalse(guest.exports("memory"));
        assertFalse(guest.exports("alarm"));
        assertThrows(IllegalArgumentException.class, () -> guest.call("number"));
    }

    @ParameterizedTest
    @EnumSource
    void traps_say_what_happened(Engine.Mode mode) {
        assertTrap("integer divide by zero", mode, code(c -> c.i32(1).i32(0).op(0x6d, 0x1a, END)));
        assertTrap(
                "integer overflow",
                mode,
                code(c -> c.i32(Integer.MIN_VALUE).i32(-1).op(0x6d, 0x1a, END)));
        assertTrap(
                "invalid conversion to integer",
                mode,
                code(c -> c.f32(0x7fc00000).op(0xa8, 0x1a, END)));
        assertTrap(
                "out of bounds memory access",
                mode,
                code(c -> c.i32(65_533).op(0x28, 2, 0, 0x1a, END)));
        assertTrap(
                "out of bounds memory access",
                mode,
                code(c -> c.i32(1).op(0x28, 2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x1a, END)));
        assertTrap(
                "out of bounds memory access",
                mode,
                code(c -> c.i32(1).i32(1).i32(65_536).op(0xfc, 11, 0, END)));
        assertTrap("undefined element", mode, code(c -> c.i32(9).op(0x11, 0, 0, END)));
        assertTrap("uninitialized element 0", mode, code(c -> c.i32(0).op(0x11, 0, 0, END)));
    }

    private static void assertTrap(String reason, Engine.Mode mode, int[] code) {
        var module =
                new ModuleBuilder()
                        .type(":")
                        .function(0, code)
                        .table(1)
                        .memory(1)
                        .export("fetch", 0);
        GuestInstance guest = Guests.start(module, mode);
        GuestTrap trap = assertThrows(GuestTrap.class, () -> guest.call("fetch"));
        assertEquals(reason, trap.reason());
        assertEquals("function 0", trap.function().orElse("nowhere"));
    }
}
