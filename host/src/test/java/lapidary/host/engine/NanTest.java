package lapidary.host.engine;

import static lapidary.host.wasm.ModuleBuilder.code;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Consumer;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleBuilder;
import lapidary.host.wasm.ModuleBuilder.Code;
import lapidary.host.wasm.ModuleLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What bits of a NaN a guest can see. */
class NanTest {
    private static final int END = 0x0b;
    private static final int I32_STORE = 0x36;
    private static final int STORE_32 = 0x38;
    private static final int STORE_64 = 0x39;
    private static final int CANONICAL_32 = 0x7fc00000;
    private static final long CANONICAL_64 = 0x7ff8000000000000L;

    /** Of a signalling NaN with the sign bit set. */
    private static final int ODD_32 = 0xffa12345;

    private static final long ODD_64 = 0xfff4123456789abcL;

    private static FlatMemory run(Engine.Mode mode, Consumer<Code> code) {
        return run(mode, "", code);
    }

    private static FlatMemory run(Engine.Mode mode, String locals, Consumer<Code> code) {
        var module =
                new ModuleBuilder()
                        .type(":")
                        .type("f:f")
                        .function(0, locals, code(code))
                        .function(1, 0x20, 0, END)
                        .memory(1)
                        .export("fetch", 0);
        GuestInstance guest = Guests.start(module, mode);
        guest.call("fetch");
        return guest.memory();
    }

    @ParameterizedTest
    @EnumSource
    void arithmetic_on_an_odd_nan_gives_the_canonical_one(Engine.Mode mode) {
        int[] unary = {0x8d, 0x8e, 0x8f, 0x90, 0x91}; // ceil floor trunc nearest sqrt
        int[] binary = {0x92, 0x93, 0x94, 0x95, 0x96, 0x97}; // add sub mul div min max
        for (int opcode : unary) {
            assertEquals(
                    CANONICAL_32,
                    run(mode, c -> c.i32(0).f32(ODD_32).op(opcode, STORE_32, 2, 0, END))
                            .readInt(0));
            assertEquals(
                    CANONICAL_64,
                    run(mode, c -> c.i32(0).f64(ODD_64).op(opcode + 14, STORE_64, 3, 0, END))
                            .readLong(0));
        }
        for (int opcode : binary) {
            assertEquals(
                    CANONICAL_32,
                    run(
                                    mode,
                                    c ->
                                            c.i32(0)
                                                    .f32(ODD_32)
                                                    .f32(0x3f800000)
                                                    .op(opcode, STORE_32, 2, 0, END))
                            .readInt(0));
            assertEquals(
                    CANONICAL_64,
                    run(
                                    mode,
                                    c ->
                                            c.i32(0)
                                                    .f64(0x3ff0000000000000L)
                                                    .f64(ODD_64)
                                                    .op(opcode + 14, STORE_64, 3, 0, END))
                            .readLong(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void zero_by_zero_and_conversions_of_odd_nans_are_canonical(Engine.Mode mode) {
        FlatMemory memory =
                run(
                        mode,
                        c ->
                                c.i32(0)
                                        .f64(0)
                                        .f64(0)
                                        .op(0xa3, STORE_64, 3, 0)
                                        .i32(8)
                                        .f32(ODD_32)
                                        .op(0xbb, STORE_64, 3, 0)
                                        .i32(16)
                                        .f64(ODD_64)
                                        .op(0xb6, STORE_32, 2, 0, END));
        assertEquals(CANONICAL_64, memory.readLong(0));
        assertEquals(CANONICAL_64, memory.readLong(8));
        assertEquals(CANONICAL_32, memory.readInt(16));
    }

    @ParameterizedTest
    @EnumSource
    void a_guests_own_nan_stays_as_it_is_in_locals_memory_calls_and_select(Engine.Mode mode) {
        FlatMemory memory =
                run(
                        mode,
                        "fd",
                        c ->
                                c.f32(ODD_32)
                                        .op(0x21, 0)
                                        .f64(ODD_64)
                                        .op(0x21, 1)
                                        .i32(0)
                                        .op(0x20, 0, STORE_32, 2, 0)
                                        .i32(8)
                                        .op(0x20, 1, STORE_64, 3, 0)
                                        .i32(16)
                                        .i32(8)
                                        .op(0x2b, 3, 0, STORE_64, 3, 0)
                                        .i32(24)
                                        .op(0x20, 0, 0x10, 1, STORE_32, 2, 0)
                                        .i32(28)
                                        .f32(0)
                                        .op(0x20, 0)
                                        .i32(0)
                                        .op(0x1b, STORE_32, 2, 0)
                                        .i32(32)
                                        .i32(ODD_32)
                                        .op(0xbe, 0xbc, I32_STORE, 2, 0)
                                        .op(END));
        assertEquals(ODD_32, memory.readInt(0));
        assertEquals(ODD_64, memory.readLong(8));
        assertEquals(ODD_64, memory.readLong(16));
        assertEquals(ODD_32, memory.readInt(24));
        assertEquals(ODD_32, memory.readInt(28));
        assertEquals(ODD_32, memory.readInt(32));
    }

    @ParameterizedTest
    @EnumSource
    void neg_abs_and_copysign_change_the_sign_of_a_nan_and_nothing_else(Engine.Mode mode) {
        FlatMemory memory =
                run(
                        mode,
                        c ->
                                c.i32(0)
                                        .f32(ODD_32)
                                        .op(0x8c, STORE_32, 2, 0)
                                        .i32(4)
                                        .f32(ODD_32)
                                        .op(0x8b, STORE_32, 2, 0)
                                        .i32(8)
                                        .f32(0x7fa00001)
                                        .f32(0x80000000)
                                        .op(0x98, STORE_32, 2, 0)
                                        .i32(16)
                                        .f64(ODD_64)
                                        .op(0x9a, STORE_64, 3, 0)
                                        .i32(24)
                                        .f64(1)
                                        .f64(ODD_64)
                                        .op(0xa6, STORE_64, 3, 0)
                                        .op(END));
        assertEquals(ODD_32 ^ 0x80000000, memory.readInt(0));
        assertEquals(ODD_32 & 0x7fffffff, memory.readInt(4));
        assertEquals(0xffa00001, memory.readInt(8));
        assertEquals(ODD_64 ^ Long.MIN_VALUE, memory.readLong(16));
        assertEquals(1 | Long.MIN_VALUE, memory.readLong(24));
    }

    @ParameterizedTest
    @EnumSource
    void a_nan_is_canonical_after_a_detour_through_locals_and_neg(Engine.Mode mode) {
        // a = 0/0; b = a * 2; store neg(b); store a by way of another local
        FlatMemory memory =
                run(
                        mode,
                        "ddd",
                        c ->
                                c.f64(0)
                                        .f64(0)
                                        .op(0xa3, 0x22, 0)
                                        .f64(0x4000000000000000L)
                                        .op(0xa2, 0x21, 1)
                                        .i32(0)
                                        .op(0x20, 1, 0x9a, STORE_64, 3, 0)
                                        .op(0x20, 0, 0x21, 2)
                                        .i32(8)
                                        .op(0x20, 2, STORE_64, 3, 0, END));
        assertEquals(CANONICAL_64 | Long.MIN_VALUE, memory.readLong(0));
        assertEquals(CANONICAL_64, memory.readLong(8));
    }

    @Test
    void what_nobody_looks_at_is_not_made_canonical() {
        // ((x + y) * z) < 1 needs no canonical NaN; storing the product does
        byte[] unseen =
                rewritten(c -> c.f64(1).f64(2).op(0xa0).f64(3).op(0xa2).f64(4).op(0x63, 0x1a, END));
        byte[] seen =
                rewritten(
                        c -> c.i32(0).f64(1).f64(2).op(0xa0).f64(3).op(0xa2, STORE_64, 3, 0, END));
        assertEquals(0, count(unseen));
        assertEquals(1, count(seen));
    }

    private static byte[] rewritten(Consumer<Code> code) {
        byte[] module = new ModuleBuilder().type(":").function(0, code(code)).memory(1).build();
        return new MeteringRewriter(ModuleLimits.PUBLISHED).rewrite(module).bytes();
    }

    /** How often the canonical NaN stands in a module. */
    private static int count(byte[] module) {
        int found = 0;
        for (int index = 1; index < module.length; index++) {
            found += module[index - 1] == (byte) 0xf8 && module[index] == 0x7f ? 1 : 0;
        }
        return found;
    }
}
