package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lapidary.host.wasm.GeneratedShape.Signature;

/** Writes code that leaves a value of a wanted type on the stack, in one of many ways. */
final class GeneratedValues {
    private static final int DEPTH_MAX = 5;
    private static final Map<Character, List<Integer>> OPERATORS = operators();

    private final GeneratedScope scope;
    private final GeneratedBlocks blocks;
    private int depth;

    GeneratedValues(GeneratedScope scope, GeneratedBlocks blocks) {
        this.scope = scope;
        this.blocks = blocks;
    }

    /** The operators that leave a type; those behind the prefix with it. */
    private static Map<Character, List<Integer>> operators() {
        Map<Character, List<Integer>> operators = new HashMap<>();
        for (int opcode = 0; opcode < 0x100; opcode++) {
            FunctionType type = Operators.type(opcode);
            if (type != null && !type.results().isEmpty()) {
                operators
                        .computeIfAbsent(letter(type.results().get(0)), _ -> new ArrayList<>())
                        .add(opcode);
            }
        }
        for (int sub = 0; sub < 8; sub++) {
            char letter = sub < 4 ? 'i' : 'l';
            operators.computeIfAbsent(letter, _ -> new ArrayList<>()).add(0xfc00 | sub);
        }
        return operators;
    }

    @SuppressWarnings("EnumOrdinal") // the letters are in its order
    static char letter(ValueType type) {
        return "ilfdFE".charAt(type.ordinal());
    }

    void all(String types) {
        for (int index = 0; index < types.length(); index++) {
            value(types.charAt(index));
        }
    }

    void value(char type) {
        if (depth >= DEPTH_MAX || !scope.hasRoom()) {
            leaf(type);
            return;
        }
        depth++;
        switch (scope.random.nextInt(12)) {
            case 0, 1 -> leaf(type);
            case 2, 3, 4 -> operator(type);
            case 5 -> select(type);
            case 6 -> blocks.leaving(String.valueOf(type));
            case 7 -> call(type);
            case 8 -> callIndirect(type);
            case 9 -> {
                value(type);
                scope.indexed(Opcodes.LOCAL_TEE, scope.local(type));
            }
            case 10 -> special(type);
            default -> blocks.branchIfCarrying(type);
        }
        depth--;
    }

    void leaf(char type) {
        switch (scope.random.nextInt(4)) {
            case 0 -> scope.constant(type);
            case 1 -> scope.indexed(Opcodes.GLOBAL_GET, scope.readableGlobal(type));
            default -> scope.indexed(Opcodes.LOCAL_GET, scope.local(type));
        }
    }

    private void operator(char type) {
        List<Integer> fitting = OPERATORS.get(type);
        if (fitting == null) {
            special(type);
            return;
        }
        operator(fitting.get(scope.random.nextInt(fitting.size())));
    }

    /** An operator with its operands; loads, too. */
    private void operator(int opcode) {
        if (Operators.isLoadOrStore(opcode)) {
            load(opcode);
            return;
        }
        FunctionType type = typeOf(opcode);
        type.parameters().forEach(parameter -> value(letter(parameter)));
        scope.op(opcode);
        if (scope.hasExactNans() && opcode < 0x100 && Operators.choosesNan(opcode)) {
            makeNanCanonical(letter(type.results().get(0)));
        }
    }

    static FunctionType typeOf(int opcode) {
        FunctionType type =
                opcode > 0xff ? Operators.typeAfterPrefix(opcode & 0xff) : Operators.type(opcode);
        if (type == null) {
            throw new IllegalArgumentException("no operator " + opcode);
        }
        return type;
    }

    private void makeNanCanonical(char type) {
        int local = scope.signature.parameters().length() + (type == 'f' ? 8 : 9);
        scope.indexed(Opcodes.LOCAL_TEE, local);
        if (type == 'f') {
            scope.out.u8(Opcodes.F32_CONST).fixed32(0x7fc0_0000);
        } else {
            scope.out.u8(Opcodes.F64_CONST).fixed64(0x7ff8_0000_0000_0000L);
        }
        scope.indexed(Opcodes.LOCAL_GET, local);
        scope.indexed(Opcodes.LOCAL_GET, local);
        scope.op(type == 'f' ? Opcodes.F32_EQ : Opcodes.F64_EQ);
        scope.op(Opcodes.SELECT);
    }

    private void load(int opcode) {
        if (!scope.shape.hasMemory()) {
            leaf(letter(typeOf(opcode).results().get(0)));
            return;
        }
        address();
        scope.op(opcode);
        memoryArgument(opcode);
    }

    void memoryArgument(int opcode) {
        scope.out.u32(scope.random.nextInt(Operators.alignmentMax(opcode) + 1));
        scope.out.u32(
                switch (scope.random.nextInt(60)) {
                    case 0 -> -1;
                    case 1 -> Integer.MAX_VALUE;
                    case 2 -> 65_536 - scope.random.nextInt(12);
                    case 3 -> scope.random.nextInt();
                    default -> scope.random.nextInt(100);
                });
    }

    /** Mostly within the first page. */
    void address() {
        value('i');
        if (!scope.chance(60)) {
            scope.i32(scope.chance(40) ? 0x3ffff : 0x7fff);
            scope.op(Opcodes.I32_AND);
        }
    }

    /** Mostly less than {@code bound}, a power of two. */
    void small(int bound) {
        value('i');
        if (!scope.chance(60)) {
            scope.i32(scope.chance(40) ? 4 * bound - 1 : bound - 1);
            scope.op(Opcodes.I32_AND);
        }
    }

    /** A small one, or one near where numbers of 32 bits, or their sums, change their sign. */
    void place(int bound) {
        if (scope.chance(24)) {
            int shift = 29 + scope.random.nextInt(4);
            scope.i32((int) ((1L << shift) + scope.random.nextInt(-3, 4)));
        } else {
            small(bound);
        }
    }

    private void select(char type) {
        value(type);
        value(type);
        value('i');
        boolean isReference = type == 'F' || type == 'E';
        if (isReference || scope.random.nextBoolean()) {
            scope.op(Opcodes.SELECT_TYPED);
            scope.out.u32(1).u8(GeneratedModule.code(type));
        } else {
            scope.op(Opcodes.SELECT);
        }
    }

    private void call(char type) {
        int function = scope.callee(String.valueOf(type));
        if (function < 0) {
            leaf(type);
        } else {
            call(function);
        }
    }

    void call(int function) {
        all(scope.shape.typeOf(function).parameters());
        scope.indexed(Opcodes.CALL, function);
    }

    private void callIndirect(char type) {
        int wanted = scope.blockType(String.valueOf(type));
        if (wanted < 0 || scope.chance(2)) {
            leaf(type);
        } else {
            callIndirect(wanted);
        }
    }

    /** Through the first table, mostly where a function of that type is. */
    void callIndirect(int type) {
        Signature signature = scope.shape.types().get(type);
        List<Integer> table = scope.shape.tableFunctions();
        int element = -1;
        for (int index = 0; index < table.size(); index++) {
            int function = table.get(index);
            if (function >= 0 && scope.shape.typeOf(function).equals(signature)) {
                element = index;
            }
        }
        if (element < 0 && !scope.chance(8)) { // it would trap, so not too often
            all(signature.results());
            return;
        }
        all(signature.parameters());
        if (element < 0) {
            small(16);
        } else {
            scope.i32(element);
        }
        scope.op(Opcodes.CALL_INDIRECT);
        scope.out.u32(type).u32(0);
    }

    /** What only one instruction or a few leave. */
    private void special(char type) {
        switch (type) {
            case 'i' -> specialInteger();
            case 'F', 'E' -> reference(type);
            default -> operator(type);
        }
    }

    private void specialInteger() {
        boolean hasMemory = scope.shape.hasMemory();
        switch (scope.random.nextInt(6)) {
            case 0 -> {
                if (hasMemory) {
                    scope.indexed(Opcodes.MEMORY_SIZE, 0);
                } else {
                    leaf('i');
                }
            }
            case 1 -> {
                if (hasMemory) {
                    scope.i32(scope.chance(6) ? scope.random.nextInt() : scope.random.nextInt(3));
                    scope.indexed(Opcodes.MEMORY_GROW, 0);
                } else {
                    leaf('i');
                }
            }
            case 2 -> {
                char type = scope.random.nextBoolean() ? 'F' : 'E';
                value(type);
                scope.op(Opcodes.REF_IS_NULL);
            }
            case 3 ->
                    scope.indexed(
                            0xfc00 | Opcodes.TABLE_SIZE,
                            scope.random.nextInt(scope.shape.tables().length()));
            case 4 -> {
                int table = scope.random.nextInt(scope.shape.tables().length());
                value(scope.shape.tables().charAt(table));
                scope.i32(scope.chance(6) ? scope.random.nextInt() : scope.random.nextInt(4));
                scope.indexed(0xfc00 | Opcodes.TABLE_GROW, table);
            }
            default -> operator('i');
        }
    }

    private void reference(char type) {
        int table = scope.table(type);
        if (type == 'F' && scope.random.nextBoolean()) {
            scope.indexed(Opcodes.REF_FUNC, scope.random.nextInt(scope.shape.functions().size()));
        } else if (table >= 0 && scope.random.nextBoolean()) {
            small(4);
            scope.indexed(Opcodes.TABLE_GET, table);
        } else {
            scope.constant(type);
        }
    }
}
