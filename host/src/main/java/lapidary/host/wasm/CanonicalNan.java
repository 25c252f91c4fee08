package lapidary.host.wasm;

/**
 * Writes the instructions that replace a NaN by the canonical one: {@code x == x ? x : nan}, which
 * leaves every other number as it is.
 */
final class CanonicalNan {
    private static final int NAN_32 = 0x7fc00000;
    private static final long NAN_64 = 0x7ff8000000000000L;
    private static final int SIGN_32 = 0x80000000;

    private CanonicalNan() {}

    /** Replaces the value on top of the stack that {@code opcode} has just left there. */
    static void write(BinaryWriter out, int opcode, ScratchLocals scratch) {
        FunctionType type = Operators.type(opcode);
        if (type == null) {
            throw new IllegalArgumentException("opcode " + opcode + " computes nothing");
        }
        if (type.results().get(0) == ValueType.F32) {
            int local = scratch.of(ValueType.F32);
            out.u8(Opcodes.LOCAL_TEE).u32(local);
            out.u8(Opcodes.F32_CONST).fixed32(NAN_32);
            selectUnlessNan(out, local, Opcodes.F32_EQ);
        } else {
            int local = scratch.of(ValueType.F64);
            out.u8(Opcodes.LOCAL_TEE).u32(local);
            out.u8(Opcodes.F64_CONST).fixed64(NAN_64);
            selectUnlessNan(out, local, Opcodes.F64_EQ);
        }
    }

    private static void selectUnlessNan(BinaryWriter out, int local, int equals) {
        out.u8(Opcodes.LOCAL_GET).u32(local).u8(Opcodes.LOCAL_GET).u32(local);
        out.u8(equals).u8(Opcodes.SELECT);
    }

    /** What {@code f32.copysign} means, in integers. */
    static void writeCopySign(BinaryWriter out, ScratchLocals scratch) {
        int sign = scratch.of(ValueType.I32);
        out.u8(Opcodes.I32_REINTERPRET_F32);
        out.u8(Opcodes.I32_CONST).s32(SIGN_32).u8(Opcodes.I32_AND);
        out.u8(Opcodes.LOCAL_SET).u32(sign);
        out.u8(Opcodes.I32_REINTERPRET_F32);
        out.u8(Opcodes.I32_CONST).s32(~SIGN_32).u8(Opcodes.I32_AND);
        out.u8(Opcodes.LOCAL_GET).u32(sign).u8(Opcodes.I32_OR);
        out.u8(Opcodes.F32_REINTERPRET_I32);
    }
}
