package lapidary.host.wasm;

import java.util.Random;

/** Writes one function of a generated module. */
final class GeneratedCode {
    private final GeneratedScope scope;

    GeneratedCode(Random random, GeneratedShape shape, int function, boolean hasExactNans) {
        scope = new GeneratedScope(random, shape, function, hasExactNans);
    }

    BinaryWriter function() {
        if (scope.function == scope.shape.run()) {
            run();
        } else {
            new GeneratedBlocks(scope).body();
        }
        var function = new BinaryWriter();
        String declared = scope.locals.substring(scope.signature.parameters().length());
        function.u32(declared.length() + 1);
        declared.chars().forEach(letter -> function.u32(1).u8(GeneratedModule.code(letter)));
        function.u32(GeneratedScope.LOOPS_NESTED_MAX).u8(GeneratedModule.code('i'));
        return function.append(scope.out);
    }

    /** Calls every function, and then looks at what can be seen of globals and tables. */
    private void run() {
        scope.labels.add("");
        var blocks = new GeneratedBlocks(scope);
        for (int function = scope.shape.importCount(); function < scope.shape.run(); function++) {
            for (char parameter : scope.shape.typeOf(function).parameters().toCharArray()) {
                blocks.value(parameter);
            }
            scope.indexed(Opcodes.CALL, function);
            scope.consume(scope.shape.typeOf(function).results());
        }
        if (scope.shape.hasMemory()) {
            lookAtGlobals();
            lookAtTables();
        }
        scope.op(Opcodes.END);
    }

    private void lookAtGlobals() {
        for (int index = 0; index < scope.shape.globals().size(); index++) {
            char type = scope.shape.globals().get(index).type();
            scope.i32(GeneratedModule.FINDINGS + 8 * index);
            scope.indexed(Opcodes.GLOBAL_GET, index);
            store(type);
        }
    }

    private void store(char type) {
        switch (type) {
            case 'i' -> scope.op(0x36);
            case 'l' -> scope.op(0x37);
            case 'f' -> scope.op(0x38);
            case 'd' -> scope.op(0x39);
            default -> {
                scope.op(Opcodes.REF_IS_NULL);
                scope.op(0x36);
            }
        }
        scope.out.u32(0).u32(0);
    }

    private void lookAtTables() {
        for (int table = 0; table < scope.shape.tables().length(); table++) {
            int base = GeneratedModule.FINDINGS + 256 + 64 * table;
            scope.i32(base);
            scope.indexed(0xfc00 | Opcodes.TABLE_SIZE, table);
            store('i');
            for (int index = 0; index < 12; index++) {
                scope.indexed(0xfc00 | Opcodes.TABLE_SIZE, table);
                scope.i32(index);
                scope.op(0x4b); // i32.gt_u
                scope.op(Opcodes.IF);
                scope.out.u8(Opcodes.EMPTY_BLOCK);
                scope.i32(base + 4 + 4 * index);
                scope.i32(index);
                scope.indexed(Opcodes.TABLE_GET, table);
                store('F');
                scope.op(Opcodes.END);
            }
        }
    }
}
