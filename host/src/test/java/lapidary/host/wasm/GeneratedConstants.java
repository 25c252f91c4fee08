package lapidary.host.wasm;

import java.util.Random;

/** Constants, among them those at which numbers end, and NaNs of all kinds. */
final class GeneratedConstants {
    private static final int[] INTS = {
        0, 1, -1, 2, 31, 32, 255, 65_535, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x8000
    };
    private static final long[] LONGS = {
        0,
        1,
        -1,
        63,
        64,
        1L << 31,
        1L << 32,
        (1L << 53) + 1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0x8000_0000_0000_0401L,
        0xffff_ff80_0000_0001L
    };
    private static final int[] FLOATS = {
        0,
        0x8000_0000,
        0x3f80_0000,
        0xbf00_0000,
        0x7f80_0000,
        0xff80_0000,
        0x7fc0_0000,
        0xffc0_0000,
        0x7fa0_0001,
        0x7f80_0001,
        0x0000_0001,
        0x807f_ffff,
        0x4f00_0000,
        0xcf00_0000,
        0x4f80_0000,
        0x4f7f_ffff,
        0x5f00_0000,
        0x5f80_0000,
        0x3fc0_0000,
        0x4020_0000,
        0x4b00_0001
    };
    private static final long[] DOUBLES = {
        0,
        0x8000_0000_0000_0000L,
        0x3ff0_0000_0000_0000L,
        0xbfe0_0000_0000_0000L,
        0x7ff0_0000_0000_0000L,
        0xfff0_0000_0000_0000L,
        0x7ff8_0000_0000_0000L,
        0xfff8_0000_0000_0000L,
        0x7ff4_0000_0000_0001L,
        0x7ff0_0000_0000_0001L,
        0x0000_0000_0000_0001L,
        0x41e0_0000_0000_0000L,
        0xc1e0_0000_0000_0000L,
        0xc1e0_0000_001f_ffffL,
        0x41ef_ffff_ffe0_0000L,
        0x43e0_0000_0000_0000L,
        0xc3e0_0000_0000_0000L,
        0x43f0_0000_0000_0000L,
        0x4004_0000_0000_0000L,
        0x380f_ffff_ffff_ffffL,
        0x47ef_ffff_f000_0000L
    };

    private final Random random;

    GeneratedConstants(Random random) {
        this.random = random;
    }

    void write(BinaryWriter out, char type) {
        boolean isSpecial = random.nextInt(3) == 0;
        switch (type) {
            case 'i' -> {
                int some = random.nextInt() >> random.nextInt(32);
                out.u8(Opcodes.I32_CONST).s32(isSpecial ? INTS[random.nextInt(INTS.length)] : some);
            }
            case 'l' -> {
                long some = random.nextLong() >> random.nextInt(64);
                out.u8(Opcodes.I64_CONST)
                        .s64(isSpecial ? LONGS[random.nextInt(LONGS.length)] : some);
            }
            case 'f' -> {
                int some = Float.floatToRawIntBits(1000 * random.nextFloat() - 500);
                out.u8(Opcodes.F32_CONST)
                        .fixed32(isSpecial ? FLOATS[random.nextInt(FLOATS.length)] : some);
            }
            case 'd' -> {
                long some = Double.doubleToRawLongBits(1e6 * random.nextDouble() - 5e5);
                out.u8(Opcodes.F64_CONST)
                        .fixed64(isSpecial ? DOUBLES[random.nextInt(DOUBLES.length)] : some);
            }
            default -> out.u8(Opcodes.REF_NULL).u8(GeneratedModule.code(type));
        }
    }
}
