package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;

/** Writes code that leaves the stack as it was. */
final class GeneratedStatements {
    private static final int[] STORES = {0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e};

    private final GeneratedScope scope;
    private final GeneratedValues values;
    private final GeneratedBlocks blocks;

    GeneratedStatements(GeneratedScope scope, GeneratedValues values, GeneratedBlocks blocks) {
        this.scope = scope;
        this.values = values;
        this.blocks = blocks;
    }

    void some() {
        for (int more = scope.random.nextInt(4); more > 0 && scope.hasRoom(); more--) {
            one();
        }
    }

    private void one() {
        switch (scope.random.nextInt(12)) {
            case 0, 1 -> {
                char type = "ilfdFE".charAt(scope.random.nextInt(6));
                values.value(type);
                scope.consume(String.valueOf(type));
            }
            case 2, 3 -> store();
            case 4, 5 -> block();
            case 6 -> call();
            case 7 -> memory();
            case 8 -> table();
            case 9 -> branchIf();
            case 10 -> leaveIf();
            default -> scope.op(Opcodes.NOP);
        }
    }

    private void store() {
        if (scope.shape.hasMemory()) {
            int opcode = STORES[scope.random.nextInt(STORES.length)];
            values.address();
            values.value(
                    GeneratedValues.letter(GeneratedValues.typeOf(opcode).parameters().get(1)));
            scope.op(opcode);
            values.memoryArgument(opcode);
        }
    }

    private void block() {
        int type = scope.random.nextInt(scope.shape.types().size());
        String results = scope.shape.types().get(type).results();
        blocks.leaving(results);
        scope.consume(results);
    }

    private void call() {
        int type = scope.random.nextInt(scope.shape.types().size());
        String results = scope.shape.types().get(type).results();
        int function = scope.callee(results);
        if (function >= 0) {
            values.call(function);
            scope.consume(results);
        } else if (scope.chance(4)) {
            values.callIndirect(type);
            scope.consume(results);
        }
    }

    private void memory() {
        if (!scope.shape.hasMemory()) {
            return;
        }
        int segment = scope.random.nextInt(scope.shape.dataCount());
        switch (scope.random.nextInt(4)) {
            case 0 -> {
                values.address();
                values.value('i');
                values.small(256);
                scope.indexed(0xfc00 | Opcodes.MEMORY_FILL, 0);
            }
            case 1 -> {
                values.address();
                values.address();
                values.small(256);
                scope.indexed(0xfc00 | Opcodes.MEMORY_COPY, 0);
                scope.out.u8(0);
            }
            case 2 -> {
                values.address();
                values.small(8);
                values.small(8);
                scope.indexed(0xfc00 | Opcodes.MEMORY_INIT, segment);
                scope.out.u8(0);
            }
            default -> {
                if (scope.chance(3)) {
                    scope.indexed(0xfc00 | Opcodes.DATA_DROP, segment);
                }
            }
        }
    }

    private void table() {
        char type = scope.random.nextInt(3) == 0 ? 'E' : 'F';
        int table = scope.table(type);
        if (table < 0) {
            return;
        }
        switch (scope.random.nextInt(5)) {
            case 0 -> {
                values.small(8);
                values.value(type);
                scope.indexed(Opcodes.TABLE_SET, table);
            }
            case 1 -> {
                values.place(8);
                values.value(type);
                values.place(4);
                scope.indexed(0xfc00 | Opcodes.TABLE_FILL, table);
            }
            case 2 -> {
                threeSmall();
                scope.indexed(0xfc00 | Opcodes.TABLE_COPY, table);
                scope.out.u32(scope.table(type));
            }
            case 3 -> {
                threeSmall();
                scope.indexed(0xfc00 | Opcodes.TABLE_INIT, element(type));
                scope.out.u32(table);
            }
            default -> {
                if (scope.chance(3)) {
                    scope.indexed(0xfc00 | Opcodes.ELEM_DROP, element(type));
                }
            }
        }
    }

    private void threeSmall() {
        values.place(8);
        values.place(4);
        values.place(4);
    }

    private int element(char type) {
        return type == 'E' ? 3 : scope.random.nextInt(3);
    }

    private void branchIf() {
        int label = label();
        String types = scope.labels.get(label);
        values.all(types);
        values.value('i');
        if (scope.loopsNested > 0) { // mostly on, as it may lead back to a loop's head
            scope.i32(0x0fff_ffff);
            scope.op(0x4b);
        }
        scope.indexed(Opcodes.BR_IF, scope.depthOf(label));
        scope.consume(types);
    }

    private void leaveIf() {
        values.value('i');
        scope.op(0x45); // i32.eqz
        scope.op(Opcodes.IF);
        scope.out.u8(Opcodes.EMPTY_BLOCK);
        scope.labels.add("");
        leave();
        new GeneratedDeadCode(scope).write("");
        scope.labels.removeLast();
        scope.op(Opcodes.END);
    }

    /** Goes away from here for good: behind it, nothing can be reached. */
    void leave() {
        if (scope.random.nextBoolean()) {
            values.all("lf".substring(scope.random.nextInt(2)));
        }
        switch (scope.random.nextInt(8)) {
            case 0 -> scope.op(Opcodes.UNREACHABLE);
            case 1, 2 -> {
                values.all(scope.signature.results());
                scope.op(Opcodes.RETURN);
            }
            case 3, 4 -> {
                int label = label();
                values.all(scope.labels.get(label));
                scope.indexed(Opcodes.BR, scope.depthOf(label));
            }
            default -> branchTable();
        }
    }

    private void branchTable() {
        String types = scope.labels.get(label());
        List<Integer> targets = new ArrayList<>();
        for (int label = 0; label < scope.labels.size(); label++) {
            if (scope.labels.get(label).equals(types)) {
                targets.add(scope.depthOf(label));
            }
        }
        values.all(types);
        values.small(4);
        scope.op(Opcodes.BR_TABLE);
        int count = scope.random.nextInt(5);
        scope.out.u32(count);
        for (int index = 0; index <= count; index++) {
            scope.out.u32(targets.get(scope.random.nextInt(targets.size())));
        }
    }

    private int label() {
        return scope.random.nextInt(scope.labels.size());
    }
}
