package lapidary.host.wasm;

import static lapidary.host.wasm.Refusals.invalid;
import static lapidary.host.wasm.Refusals.unsupported;

/**
 * The one instruction that gives a global, a segment's offset or a table's element its value.
 *
 * @param start the offset of its first byte
 * @param end the offset behind its {@code end}
 * @param function the function it refers to, −1 if none
 */
record ConstantExpression(int start, int end, int function) {
    private static final int NO_FUNCTION = -1;

    /** Reads one that gives a {@code wanted}, and notes the function that it refers to. */
    static ConstantExpression read(BinaryReader in, ValueType wanted, DecodedModule module) {
        int start = in.position();
        var instruction = new Instruction();
        instruction.readFrom(in);
        ValueType type = type(instruction, module);
        if (type != wanted) {
            throw invalid(start, "type mismatch in a constant expression");
        }
        int atEnd = in.position();
        expectEnd(in, atEnd);
        if (!instruction.is(Opcodes.REF_FUNC)) {
            return new ConstantExpression(start, in.position(), NO_FUNCTION);
        }
        module.declareReference(instruction.index());
        return new ConstantExpression(start, in.position(), instruction.index());
    }

    private static ValueType type(Instruction instruction, DecodedModule module) {
        return switch (instruction.opcode()) {
            case Opcodes.I32_CONST -> ValueType.I32;
            case Opcodes.I64_CONST -> ValueType.I64;
            case Opcodes.F32_CONST -> ValueType.F32;
            case Opcodes.F64_CONST -> ValueType.F64;
            case Opcodes.REF_NULL -> instruction.valueType();
            case Opcodes.REF_FUNC -> {
                instruction.checkIndex(instruction.index(), module.functionCount(), "function");
                yield ValueType.FUNCREF;
            }
            case Opcodes.GLOBAL_GET -> importedConstant(instruction, module);
            default -> throw invalid(instruction.start(), "constant expression required");
        };
    }

    private static ValueType importedConstant(Instruction instruction, DecodedModule module) {
        instruction.checkIndex(instruction.index(), module.importedGlobalCount(), "global");
        GlobalType global = module.global(instruction.index());
        if (global.mutable()) {
            throw invalid(instruction.start(), "constant expression required");
        }
        return global.value();
    }

    private static void expectEnd(BinaryReader in, int offset) {
        switch (in.u8()) {
            case Opcodes.END -> {}
            case 0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e, Opcodes.GLOBAL_GET, 0x41, 0x42 ->
                    throw unsupported(offset, "extended constant expressions");
            default -> throw invalid(offset, "constant expression required");
        }
    }

    /** Writes it with functions counted anew. */
    void writeTo(BinaryWriter out, byte[] source, FunctionIndices indices) {
        if (function == NO_FUNCTION) {
            out.bytes(source, start, end);
        } else {
            out.u8(Opcodes.REF_FUNC).u32(indices.shifted(function)).u8(Opcodes.END);
        }
    }
}
