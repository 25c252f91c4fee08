package lapidary.host.wasm;

/**
 * Writes what nothing can reach, where the stack has whatever is asked for: instructions with some
 * of their operands, or none.
 */
final class GeneratedDeadCode {
    private final GeneratedScope scope;

    GeneratedDeadCode(GeneratedScope scope) {
        this.scope = scope;
    }

    /** Code after which a block may end that leaves these. */
    void write(String results) {
        for (int more = scope.random.nextInt(4); more > 0; more--) {
            one();
        }
        constants(results.substring(scope.random.nextInt(results.length() + 1)));
    }

    private void constants(String types) {
        types.chars().forEach(type -> scope.constant((char) type));
    }

    private void drop(int count) {
        for (int more = count; more > 0; more--) {
            scope.op(Opcodes.DROP);
        }
    }

    private void one() {
        switch (scope.random.nextInt(12)) {
            case 0, 1 -> operator();
            case 2 -> {
                constants("i".repeat(scope.random.nextInt(2)));
                scope.op(Opcodes.SELECT);
                scope.op(Opcodes.DROP);
            }
            case 3 -> scope.indexed(Opcodes.LOCAL_SET, scope.random.nextInt(scope.locals.length()));
            case 4 -> {
                int function = scope.random.nextInt(scope.shape.functions().size());
                scope.indexed(Opcodes.CALL, function);
                drop(scope.shape.typeOf(function).results().length());
            }
            case 5 -> {
                int type = scope.random.nextInt(scope.shape.types().size());
                scope.op(Opcodes.CALL_INDIRECT);
                scope.out.u32(type).u32(0);
                drop(scope.shape.types().get(type).results().length());
            }
            case 6 -> block();
            case 7 -> {
                int label = scope.random.nextInt(scope.labels.size());
                scope.indexed(Opcodes.BR_IF, scope.depthOf(label));
                drop(scope.labels.get(label).length());
            }
            case 8 -> scope.op(scope.random.nextBoolean() ? Opcodes.RETURN : Opcodes.UNREACHABLE);
            case 9 -> {
                scope.op(Opcodes.BR_TABLE);
                scope.out.u32(1).u32(scope.labels.size() - 1).u32(scope.labels.size() - 1);
            }
            case 10 -> {
                scope.op(Opcodes.REF_IS_NULL);
                scope.op(Opcodes.DROP);
            }
            default -> scope.op(Opcodes.DROP);
        }
    }

    private void operator() {
        int opcode = 0x45 + scope.random.nextInt(0xc5 - 0x45);
        FunctionType type = GeneratedValues.typeOf(opcode);
        int given = scope.random.nextInt(type.parameters().size() + 1);
        for (int index = type.parameters().size() - given;
                index < type.parameters().size();
                index++) {
            scope.constant(GeneratedValues.letter(type.parameters().get(index)));
        }
        scope.op(opcode);
        scope.op(Opcodes.DROP);
    }

    private void block() {
        int type = scope.random.nextInt(scope.shape.types().size());
        var signature = scope.shape.types().get(type);
        boolean isLoop = scope.random.nextBoolean();
        scope.op(isLoop ? Opcodes.LOOP : Opcodes.BLOCK);
        scope.out.s64(type);
        drop(signature.parameters().length());
        constants(signature.results());
        scope.op(Opcodes.END);
        drop(signature.results().length());
    }
}
