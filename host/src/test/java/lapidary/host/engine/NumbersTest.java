package lapidary.host.engine;

import static lapidary.host.wasm.ModuleBuilder.code;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import lapidary.host.wasm.ModuleBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Arithmetic that the engine gets wrong and the official suite does not look at. */
class NumbersTest {
    private static final int ROUNDS = 2_000;

    /** Converts the i64 at 0 to an f32 at 8 and an f64 at 16. */
    private static final ModuleBuilder CONVERTING =
            new ModuleBuilder()
                    .type(":")
                    .function(
                            0,
                            code(c ->
                                    c.i32(8)
                                            .i32(0)
                                            .op(0x29, 3, 0, 0xb5, 0x38, 2, 0)
                                            .i32(16)
                                            .i32(0)
                                            .op(0x29, 3, 0, 0xba, 0x39, 3, 0, 0x0b)))
                    .memory(1)
                    .export("convert", 0);

    @ParameterizedTest
    @EnumSource
    void unsigned_numbers_become_the_nearest_float(Engine.Mode mode) {
        GuestInstance guest = Guests.start(CONVERTING, mode);
        var random = new Random(42);
        for (int round = 0; round < ROUNDS; round++) {
            long number = interesting(random, round);
            guest.memory().writeLong(0, number);
            guest.call("convert");
            var exact = new BigDecimal(new BigInteger(Long.toUnsignedString(number)));
            assertEquals(exact.floatValue(), guest.memory().readFloat(8), "f32 of " + exact);
            assertEquals(exact.doubleValue(), guest.memory().readDouble(16), "f64 of " + exact);
        }
    }

    /** With the top bit set more often than not, and with ties. */
    private static long interesting(Random random, int round) {
        long number = random.nextLong();
        return switch (round % 4) {
            case 0 -> number;
            case 1 -> number | Long.MIN_VALUE;
            case 2 -> Long.MIN_VALUE | number & -1L << 39;
            default -> Long.MIN_VALUE | number & -1L << 10;
        };
    }

    @ParameterizedTest
    @EnumSource
    void the_sign_of_4290772992_is_positive(Engine.Mode mode) {
        var module =
                new ModuleBuilder()
                        .type(":")
                        .function(
                                0,
                                code(c ->
                                        c.i32(0)
                                                .f32(Float.floatToIntBits(1))
                                                .f32(Float.floatToIntBits(0xffc00000L))
                                                .op(0x98, 0x38, 2, 0, 0x0b)))
                        .memory(1)
                        .export("copysign", 0);
        GuestInstance guest = Guests.start(module, mode);
        guest.call("copysign");
        assertEquals(1.0f, guest.memory().readFloat(0));
    }
}
