package lapidary.host.wasm;

import lapidary.host.wasm.GeneratedShape.Signature;

/** Writes blocks, loops and conditions, with the branches that leave them. */
final class GeneratedBlocks {
    private static final int NESTED_MAX = 12;

    private final GeneratedScope scope;
    private final GeneratedStatements statements;
    private final GeneratedValues values;

    GeneratedBlocks(GeneratedScope scope) {
        this.scope = scope;
        values = new GeneratedValues(scope, this);
        statements = new GeneratedStatements(scope, values, this);
    }

    /** A function's code, with its end. */
    void body() {
        scope.labels.add(scope.signature.results());
        inside(scope.signature.results());
        scope.labels.removeLast();
        scope.op(Opcodes.END);
    }

    void value(char type) {
        values.value(type);
    }

    /** A block that leaves these, with what it takes in front. */
    void leaving(String results) {
        int type = scope.blockType(results);
        if (type < 0 || scope.labels.size() > NESTED_MAX) {
            values.all(results);
            return;
        }
        block(type);
    }

    /** A block, loop or condition of a type of the module's. */
    void block(int type) {
        Signature signature = scope.shape.types().get(type);
        values.all(signature.parameters());
        switch (scope.random.nextInt(4)) {
            case 0 -> loop(type, signature);
            case 1, 2 -> condition(type, signature);
            default -> {
                open(Opcodes.BLOCK, type, signature, signature.results());
                scope.consume(signature.parameters());
                close(signature.results());
            }
        }
    }

    private void condition(int type, Signature signature) {
        values.value('i');
        open(Opcodes.IF, type, signature, signature.results());
        scope.consume(signature.parameters());
        boolean needsElse = !signature.parameters().equals(signature.results());
        inside(signature.results());
        if (needsElse || scope.random.nextBoolean()) {
            scope.op(Opcodes.ELSE);
            scope.consume(signature.parameters());
            inside(signature.results());
        }
        scope.labels.removeLast();
        scope.op(Opcodes.END);
    }

    /** Most loops count down; some go on while it pleases them, or for ever. */
    private void loop(int type, Signature signature) {
        if (scope.loopsNested == GeneratedScope.LOOPS_NESTED_MAX) {
            scope.consume(signature.parameters());
            values.all(signature.results());
            return;
        }
        scope.loopsNested++;
        int counter = scope.loopCounter();
        scope.i32(1 + scope.random.nextInt(6));
        scope.indexed(Opcodes.LOCAL_SET, counter);
        open(Opcodes.LOOP, type, signature, signature.parameters());
        int label = scope.labels.size() - 1;
        scope.consume(signature.parameters());
        statements.some();
        values.all(signature.parameters());
        if (scope.chance(30)) {
            values.value('i');
        } else {
            scope.indexed(Opcodes.LOCAL_GET, counter);
            scope.i32(1);
            scope.op(0x6b);
            scope.indexed(Opcodes.LOCAL_TEE, counter);
        }
        scope.indexed(Opcodes.BR_IF, scope.depthOf(label));
        scope.consume(signature.parameters());
        close(signature.results());
        scope.loopsNested--;
    }

    private void open(int opcode, int type, Signature signature, String labelTypes) {
        scope.op(opcode);
        boolean isShort =
                signature.parameters().isEmpty()
                        && signature.results().length() < 2
                        && scope.random.nextBoolean();
        if (!isShort) {
            scope.out.s64(type);
        } else if (signature.results().isEmpty()) {
            scope.out.u8(Opcodes.EMPTY_BLOCK);
        } else {
            scope.out.u8(GeneratedModule.code(signature.results().charAt(0)));
        }
        scope.labels.add(labelTypes);
    }

    private void close(String results) {
        inside(results);
        scope.labels.removeLast();
        scope.op(Opcodes.END);
    }

    /** What stands in a block, and leaves these or never gets there. */
    private void inside(String results) {
        statements.some();
        if (scope.chance(8)) {
            statements.leave();
            new GeneratedDeadCode(scope).write(results);
        } else {
            values.all(results);
        }
    }

    /** A value that a branch may take along out of some block, past others that wait. */
    void branchIfCarrying(char type) {
        int label = labelOf(String.valueOf(type));
        if (label < 0) {
            values.value(type);
            return;
        }
        boolean othersWait = scope.random.nextBoolean();
        if (othersWait) {
            values.all("il");
        }
        values.value(type);
        values.value('i');
        scope.indexed(Opcodes.BR_IF, scope.depthOf(label));
        if (othersWait) {
            scope.indexed(Opcodes.LOCAL_SET, scope.local(type));
            scope.consume("il");
            scope.indexed(Opcodes.LOCAL_GET, scope.local(type));
        }
    }

    /** A block to the end of which a branch takes exactly these; or −1. Loops mostly not. */
    private int labelOf(String types) {
        for (int label = scope.labels.size() - 1; label >= 0; label--) {
            if (scope.labels.get(label).equals(types) && scope.random.nextBoolean()) {
                return label;
            }
        }
        return -1;
    }
}
