package lapidary.host.wasm;

/**
 * Writes the instructions that replace a NaN by the canonical one: {@code x == x ? x : nan}, which
 * leaves every other number as it is.
 */
final class CanonicalNan {
    private static final int NAN_32 = 0x7fc00000;
    private static final long NAN_64 = 0x7ff8000000000000L;

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
}
