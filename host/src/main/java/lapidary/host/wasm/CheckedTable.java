package lapidary.host.wasm;

/**
 * Copies, fills and initializations of tables, of which the engine adds up places and sizes in 32
 * bits with a sign: what goes beyond the end may do nothing, or fail in the engine, where it should
 * trap. So their operands are brought down to {@value #OPERAND_MAX} before: more than any table or
 * segment has, and the sum of two has no sign.
 */
final class CheckedTable {
    static final int OPERAND_MAX = (1 << 30) - 1;

    private CheckedTable() {}

    static boolean isWanted(Instruction instruction) {
        return instruction.isPrefixed(Opcodes.TABLE_INIT)
                || instruction.isPrefixed(Opcodes.TABLE_COPY)
                || instruction.isPrefixed(Opcodes.TABLE_FILL);
    }

    /** Leaves three operands on the stack, where it found as many. */
    static void writeOperands(
            BinaryWriter out,
            DecodedModule module,
            Instruction instruction,
            ScratchLocals scratch) {
        int size = scratch.of(ValueType.I32);
        out.u8(Opcodes.LOCAL_SET).u32(size);
        if (instruction.isPrefixed(Opcodes.TABLE_FILL)) {
            int value = scratch.of(module.tables.get(instruction.index()).element());
            out.u8(Opcodes.LOCAL_SET).u32(value);
            clampTop(out, scratch.of(ValueType.I64));
            out.u8(Opcodes.LOCAL_GET).u32(value);
        } else {
            int source = scratch.ofAddress();
            out.u8(Opcodes.LOCAL_SET).u32(source);
            clampTop(out, scratch.of(ValueType.I64));
            getClamped(out, source);
        }
        getClamped(out, size);
    }

    private static void getClamped(BinaryWriter out, int local) {
        out.u8(Opcodes.LOCAL_GET).u32(local).u8(Opcodes.I32_CONST).s32(OPERAND_MAX);
        out.u8(Opcodes.LOCAL_GET).u32(local).u8(Opcodes.I32_CONST).s32(OPERAND_MAX);
        out.u8(Opcodes.I32_LT_U).u8(Opcodes.SELECT);
    }

    private static void clampTop(BinaryWriter out, int local) {
        out.u8(Opcodes.I64_EXTEND_I32_U);
        out.u8(Opcodes.LOCAL_TEE).u32(local).u8(Opcodes.I64_CONST).s64(OPERAND_MAX);
        out.u8(Opcodes.LOCAL_GET).u32(local).u8(Opcodes.I64_CONST).s64(OPERAND_MAX);
        out.u8(Opcodes.I64_LT_U).u8(Opcodes.SELECT).u8(Opcodes.I32_WRAP_I64);
    }
}
