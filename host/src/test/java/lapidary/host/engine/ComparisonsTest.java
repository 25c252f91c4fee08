package lapidary.host.engine;

import static lapidary.host.wasm.ModuleBuilder.code;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import lapidary.host.wasm.ModuleBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each comparison as a number, and as what each kind of branch asks. */
class ComparisonsTest {
    private static final int I32_LOAD = 0x28;
    private static final int I64_LOAD = 0x29;
    private static final int F32_LOAD = 0x2a;
    private static final int F64_LOAD = 0x2b;

    /** The operands lie at 0 and 8, and the results from here on. */
    private static final int RESULTS = 16;

    private static final int WAYS = 6;

    private static final List<Long> INTEGERS =
            List.of(
                    0L,
                    1L,
                    -1L,
                    0x7fffffffL,
                    0x80000000L,
                    Long.MAX_VALUE,
                    Long.MIN_VALUE,
                    1L << 32);

    private static final List<Double> FLOATS =
            List.of(0.0, -0.0, 1.0, -1.0, 1e-310, 1.0 / 0, -1.0 / 0, Double.NaN);

    private enum Type {
        I32(I32_LOAD),
        I64(I64_LOAD),
        F32(F32_LOAD),
        F64(F64_LOAD);

        final int load;

        Type(int load) {
            this.load = load;
        }
    }

    /** What the six of them mean of any two of an order. */
    private static final List<BiPredicate<Double, Double>> OF_FLOATS =
            List.of(
                    (a, b) -> (double) a == b,
                    (a, b) -> (double) a != b,
                    (a, b) -> a < b,
                    (a, b) -> a > b,
                    (a, b) -> a <= b,
                    (a, b) -> a >= b);

    private static final List<BiPredicate<Long, Long>> OF_INTEGERS =
            List.of(
                    (a, b) -> a.longValue() == b,
                    (a, b) -> a.longValue() != b,
                    (a, b) -> a < b,
                    (a, b) -> Long.compareUnsigned(a, b) < 0,
                    (a, b) -> a > b,
                    (a, b) -> Long.compareUnsigned(a, b) > 0,
                    (a, b) -> a <= b,
                    (a, b) -> Long.compareUnsigned(a, b) <= 0,
                    (a, b) -> a >= b,
                    (a, b) -> Long.compareUnsigned(a, b) >= 0);

    @ParameterizedTest
    @EnumSource
    void of_integers_of_32_bits(Engine.Mode mode) {
        zeroTest(0x45, Type.I32, mode);
        for (int i = 0; i < OF_INTEGERS.size(); i++) {
            integers(0x46 + i, Type.I32, OF_INTEGERS.get(i), mode);
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_integers_of_64_bits(Engine.Mode mode) {
        zeroTest(0x50, Type.I64, mode);
        for (int i = 0; i < OF_INTEGERS.size(); i++) {
            integers(0x51 + i, Type.I64, OF_INTEGERS.get(i), mode);
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_floats(Engine.Mode mode) {
        for (int i = 0; i < OF_FLOATS.size(); i++) {
            GuestInstance narrow = guest(Type.F32, mode, 0x5b + i);
            GuestInstance wide = guest(Type.F64, mode, 0x61 + i);
            for (double a : FLOATS) {
                for (double b : FLOATS) {
                    narrow.memory().writeF32(0, (float) a);
                    narrow.memory().writeF32(8, (float) b);
                    boolean isSo = OF_FLOATS.get(i).test((double) (float) a, (double) (float) b);
                    check(narrow, isSo, "f32 " + i + " " + a + " " + b);
                    wide.memory().writeF64(0, a);
                    wide.memory().writeF64(8, b);
                    check(wide, OF_FLOATS.get(i).test(a, b), "f64 " + i + " " + a + " " + b);
                }
            }
        }
    }

    private static void integers(
            int opcode, Type type, BiPredicate<Long, Long> expected, Engine.Mode mode) {
        GuestInstance guest = guest(type, mode, opcode);
        for (long a : INTEGERS) {
            for (long b : INTEGERS) {
                guest.memory().writeLong(0, a);
                guest.memory().writeLong(8, b);
                boolean isSo = expected.test(extended(a, type), extended(b, type));
                check(guest, isSo, type + " " + Integer.toHexString(opcode) + " " + a + " " + b);
            }
        }
    }

    private static long extended(long number, Type type) {
        return type == Type.I32 ? (int) number : number;
    }

    private static void zeroTest(int opcode, Type type, Engine.Mode mode) {
        // `or`, and the comparison of one operand
        GuestInstance guest = guest(type, mode, type == Type.I32 ? 0x72 : 0x84, opcode);
        for (long a : INTEGERS) {
            guest.memory().writeLong(0, a);
            check(guest, extended(a, type) == 0, type + " " + a + " is 0");
        }
    }

    private static void check(GuestInstance guest, boolean isSo, String what) {
        guest.call("compare");
        for (int way = 0; way < WAYS; way++) {
            boolean isNegated = way >= WAYS / 2;
            int result = guest.memory().readInt(RESULTS + 4 * way);
            assertEquals(isSo != isNegated ? 1 : 0, result, what + ", way " + way);
        }
    }

    /** Compares in each way, plain and negated: kept as a number, by `br_if`, by `if`. */
    private static GuestInstance guest(Type type, Engine.Mode mode, int... comparison) {
        var module =
                new ModuleBuilder()
                        .type(":")
                        .function(
                                0,
                                code(c -> {
                                    ways(c, type, 0, comparison);
                                    int[] negated =
                                            Arrays.copyOf(comparison, comparison.length + 1);
                                    negated[comparison.length] = 0x45;
                                    ways(c, type, WAYS / 2, negated);
                                    c.op(0x0b);
                                }))
                        .memory(1)
                        .export("compare", 0);
        return Guests.start(module, mode);
    }

    private static void ways(ModuleBuilder.Code c, Type type, int first, int... comparison) {
        c.i32(RESULTS + 4 * first);
        compare(c, type, comparison);
        c.op(0x36, 2, 0);
        c.i32(RESULTS + 4 * first + 4).op(0x02, 0x7f).i32(1);
        compare(c, type, comparison);
        c.op(0x0d, 0, 0x1a).i32(0).op(0x0b, 0x36, 2, 0);
        c.i32(RESULTS + 4 * first + 8);
        compare(c, type, comparison);
        c.op(0x04, 0x7f).i32(1).op(0x05).i32(0).op(0x0b, 0x36, 2, 0);
    }

    private static void compare(ModuleBuilder.Code c, Type type, int... comparison) {
        c.i32(0).op(type.load, 2, 0).i32(8).op(type.load, 2, 0).op(comparison);
    }
}
