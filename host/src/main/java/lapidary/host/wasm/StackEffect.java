package lapidary.host.wasm;

/** By how many values an instruction makes the operand stack higher. */
final class StackEffect {
    private StackEffect() {}

    /** Of an instruction that opens or ends no block. */
    static int of(Instruction instruction, CodeTypes types) {
        int opcode = instruction.opcode();
        FunctionType operator = Operators.type(opcode);
        if (operator != null) {
            return of(operator);
        }
        return switch (opcode) {
            case Opcodes.CALL -> of(types.function(instruction.index()));
            case Opcodes.CALL_INDIRECT -> of(types.at(instruction.index())) - 1;
            case Opcodes.DROP, Opcodes.BR_IF, Opcodes.LOCAL_SET, Opcodes.GLOBAL_SET -> -1;
            case Opcodes.SELECT, Opcodes.SELECT_TYPED, Opcodes.TABLE_SET -> -2;
            case Opcodes.LOCAL_GET,
                    Opcodes.GLOBAL_GET,
                    Opcodes.MEMORY_SIZE,
                    Opcodes.I32_CONST,
                    Opcodes.I64_CONST,
                    Opcodes.F32_CONST,
                    Opcodes.F64_CONST,
                    Opcodes.REF_NULL,
                    Opcodes.REF_FUNC ->
                    1;
            case Opcodes.PREFIX_MORE -> ofPrefixed(instruction.sub());
            default -> 0;
        };
    }

    private static int ofPrefixed(int sub) {
        return switch (sub) {
            case Opcodes.MEMORY_INIT,
                    Opcodes.MEMORY_COPY,
                    Opcodes.MEMORY_FILL,
                    Opcodes.TABLE_INIT,
                    Opcodes.TABLE_COPY,
                    Opcodes.TABLE_FILL ->
                    -3;
            case Opcodes.TABLE_GROW -> -1;
            case Opcodes.TABLE_SIZE -> 1;
            default -> 0;
        };
    }

    private static int of(FunctionType type) {
        return type.results().size() - type.parameters().size();
    }
}
