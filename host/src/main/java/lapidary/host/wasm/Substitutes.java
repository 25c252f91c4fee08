package lapidary.host.wasm;

/**
 * Instructions that an engine is known to get wrong, said in others that mean the same.
 *
 * <ul>
 *   <li>{@code f32.copysign}: 4290772992.0 is taken for a negative number.
 *   <li>{@code f32.convert_i64_u}, {@code f64.convert_i64_u}: numbers from 2^63 on are rounded up,
 *       or down where they are halfway, and not to the nearest even one.
 * </ul>
 */
final class Substitutes {
    private static final int SIGN_32 = 0x80000000;

    private Substitutes() {}

    static boolean has(int opcode) {
        return opcode == Opcodes.F32_COPYSIGN
                || opcode == Opcodes.F32_CONVERT_I64_U
                || opcode == Opcodes.F64_CONVERT_I64_U;
    }

    static void write(BinaryWriter out, int opcode, ScratchLocals scratch) {
        switch (opcode) {
            case Opcodes.F32_COPYSIGN -> copySign(out, scratch);
            case Opcodes.F32_CONVERT_I64_U ->
                    convert(
                            out,
                            ValueType.F32,
                            Opcodes.F32_CONVERT_I64_S,
                            Opcodes.F32_ADD,
                            scratch);
            case Opcodes.F64_CONVERT_I64_U ->
                    convert(
                            out,
                            ValueType.F64,
                            Opcodes.F64_CONVERT_I64_S,
                            Opcodes.F64_ADD,
                            scratch);
            default -> throw new IllegalArgumentException("no substitute for " + opcode);
        }
    }

    private static void copySign(BinaryWriter out, ScratchLocals scratch) {
        int sign = scratch.of(ValueType.I32);
        out.u8(Opcodes.I32_REINTERPRET_F32);
        out.u8(Opcodes.I32_CONST).s32(SIGN_32).u8(Opcodes.I32_AND);
        out.u8(Opcodes.LOCAL_SET).u32(sign);
        out.u8(Opcodes.I32_REINTERPRET_F32);
        out.u8(Opcodes.I32_CONST).s32(~SIGN_32).u8(Opcodes.I32_AND);
        out.u8(Opcodes.LOCAL_GET).u32(sign).u8(Opcodes.I32_OR);
        out.u8(Opcodes.F32_REINTERPRET_I32);
    }

    /** A number without a sign that uses its top bit: half of it, with the lost bit, and twice. */
    private static void convert(
            BinaryWriter out, ValueType type, int signed, int add, ScratchLocals scratch) {
        int number = scratch.of(ValueType.I64);
        int half = scratch.of(type);
        out.u8(Opcodes.LOCAL_TEE).u32(number);
        out.u8(Opcodes.I64_CONST).s64(0).u8(Opcodes.I64_LT_S).u8(Opcodes.IF).u8(type.code());
        out.u8(Opcodes.LOCAL_GET).u32(number);
        out.u8(Opcodes.I64_CONST).s64(1).u8(Opcodes.I64_SHR_U);
        out.u8(Opcodes.LOCAL_GET).u32(number);
        out.u8(Opcodes.I64_CONST).s64(1).u8(Opcodes.I64_AND).u8(Opcodes.I64_OR);
        out.u8(signed).u8(Opcodes.LOCAL_TEE).u32(half);
        out.u8(Opcodes.LOCAL_GET).u32(half).u8(add);
        out.u8(Opcodes.ELSE);
        out.u8(Opcodes.LOCAL_GET).u32(number).u8(signed);
        out.u8(Opcodes.END);
    }
}
