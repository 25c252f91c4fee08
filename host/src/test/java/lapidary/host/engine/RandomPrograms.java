package lapidary.host.engine;

import java.util.Random;
import lapidary.host.wasm.ModuleBuilder;
import lapidary.host.wasm.ModuleBuilder.Code;

/**
 * Valid modules of random code: loops, branches, calls through a table and recursive ones, loads
 * and stores that may be outside, floats that become NaNs, bulk operations.
 */
final class RandomPrograms {
    private static final int FUNCTIONS = 4;

    /** Each function takes an i32 and an f64, has these locals, and leaves an i64. */
    private static final String LOCALS = "ilfdil";

    private static final String SIGNATURE = "id:l";
    private static final String ALL_LOCALS = "id" + LOCALS;

    private static final int[] BINARY_I32 = {
        0x6a, 0x6b, 0x6c, 0x6d, 0x70, 0x71, 0x72, 0x73, 0x74, 0x77
    };
    private static final int[] BINARY_I64 = {
        0x7c, 0x7d, 0x7e, 0x7f, 0x82, 0x83, 0x84, 0x85, 0x86, 0x89
    };
    private static final int[] BINARY_F32 = {0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98};
    private static final int[] BINARY_F64 = {0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6};
    private static final int[] UNARY_I32 = {0x45, 0x67, 0x68, 0x69, 0xc0, 0xc1};
    private static final int[] UNARY_I64 = {0x79, 0x7a, 0x7b, 0xc2, 0xc3, 0xc4};
    private static final int[] UNARY_F32 = {0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x91};
    private static final int[] UNARY_F64 = {0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f};

    private final Random random;
    private int labels;

    private RandomPrograms(long seed) {
        random = new Random(seed);
    }

    static byte[] module(long seed) {
        return new RandomPrograms(seed).module();
    }

    private byte[] module() {
        var builder = new ModuleBuilder().type(SIGNATURE).type(":");
        int[] all = new int[FUNCTIONS];
        for (int function = 0; function < FUNCTIONS; function++) {
            builder.function(0, LOCALS, ModuleBuilder.code(this::body));
            all[function] = function;
        }
        builder.function(
                1,
                ModuleBuilder.code(c ->
                        c.i32(8).i32(5).f64(0x4004000000000000L).op(0x10, 0, 0x37, 3, 0, 0x0b)));
        return builder.table(FUNCTIONS)
                .elements(all)
                .memory(1, 3)
                .data(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
                .export("run", FUNCTIONS)
                .build();
    }

    private void body(Code code) {
        labels = 0;
        statements(code, 3);
        expression(code, 'l', 3);
        code.op(0x0b);
    }

    private void statements(Code code, int depth) {
        int count = 1 + random.nextInt(4);
        for (int index = 0; index < count; index++) {
            statement(code, depth);
        }
    }

    private void statement(Code code, int depth) {
        int choice = depth == 0 ? random.nextInt(4) : random.nextInt(11);
        switch (choice) {
            case 0, 1 -> {
                int local = random.nextInt(ALL_LOCALS.length());
                expression(code, ALL_LOCALS.charAt(local), 2);
                code.op(0x21, local);
            }
            case 2 -> store(code);
            case 3 -> {
                expression(code, type(), 2);
                code.op(0x1a);
            }
            case 4 -> branchOut(code);
            case 5, 6 -> loop(code, depth);
            case 7 -> {
                expression(code, 'i', 2);
                code.op(0x04, 0x40);
                nested(code, depth);
                code.op(0x05);
                nested(code, depth);
                code.op(0x0b);
            }
            case 8 -> {
                code.op(0x02, 0x40);
                nested(code, depth);
                code.op(0x0b);
            }
            case 9 -> bulk(code);
            default -> {
                expression(code, 'i', 1);
                code.op(0x45, 0x04, 0x40);
                labels++;
                if (random.nextInt(4) == 0) {
                    code.op(0x00);
                } else {
                    expression(code, 'l', 1);
                    code.op(0x0f);
                }
                labels--;
                code.op(0x0b);
            }
        }
    }

    private void nested(Code code, int depth) {
        labels++;
        statements(code, depth - 1);
        labels--;
    }

    /** Runs while a counter that it decrements is positive. */
    private void loop(Code code, int depth) {
        code.i32(1 + random.nextInt(20)).op(0x21, 2, 0x03, 0x40);
        nested(code, depth);
        code.op(0x20, 2).i32(1).op(0x6b, 0x22, 2).i32(0).op(0x4a, 0x0d, 0, 0x0b);
    }

    private void branchOut(Code code) {
        if (labels > 0) {
            expression(code, 'i', 1);
            code.op(0x0d, random.nextInt(labels));
        }
    }

    private void store(Code code) {
        address(code);
        switch (random.nextInt(4)) {
            case 0 -> {
                expression(code, 'i', 2);
                code.op(0x36, 2, random.nextInt(100));
            }
            case 1 -> {
                expression(code, 'l', 2);
                code.op(0x37, 3, random.nextInt(100));
            }
            case 2 -> {
                expression(code, 'f', 2);
                code.op(0x38, 2, random.nextInt(100));
            }
            default -> {
                expression(code, 'd', 2);
                code.op(0x39, 3, random.nextInt(100));
            }
        }
    }

    /** Mostly within the first page. */
    private void address(Code code) {
        expression(code, 'i', 1);
        code.i32(random.nextInt(20) == 0 ? 0x3ffff : 0x7fff).op(0x71);
    }

    private void bulk(Code code) {
        switch (random.nextInt(3)) {
            case 0 -> code.i32(random.nextInt(3) - 1).op(0x40, 0, 0x1a);
            case 1 -> {
                address(code);
                code.i32(random.nextInt()).i32(random.nextInt(200)).op(0xfc, 11, 0);
            }
            default -> {
                address(code);
                address(code);
                code.i32(random.nextInt(200)).op(0xfc, 10, 0, 0);
            }
        }
    }

    private char type() {
        return "ilfd".charAt(random.nextInt(4));
    }

    private void expression(Code code, char type, int depth) {
        int choice = depth == 0 ? random.nextInt(2) : random.nextInt(8);
        switch (choice) {
            case 0 -> constant(code, type);
            case 1 -> code.op(0x20, ALL_LOCALS.indexOf(type));
            case 2, 3 -> {
                expression(code, type, depth - 1);
                expression(code, type, depth - 1);
                code.op(pick(binary(type)));
            }
            case 4 -> {
                expression(code, type, depth - 1);
                code.op(pick(unary(type)));
            }
            case 5 -> {
                address(code);
                int opcode = 0x28 + "ilfd".indexOf(type);
                code.op(opcode, 0, random.nextInt(100));
            }
            case 6 -> conditional(code, type, depth);
            default -> converted(code, type, depth);
        }
    }

    private void conditional(Code code, char type, int depth) {
        if (random.nextBoolean()) {
            expression(code, type, depth - 1);
            expression(code, type, depth - 1);
            expression(code, 'i', depth - 1);
            code.op(0x1b);
            return;
        }
        expression(code, 'i', depth - 1);
        code.op(0x04, 0x7f - "ilfd".indexOf(type));
        labels++;
        expression(code, type, depth - 1);
        code.op(0x05);
        expression(code, type, depth - 1);
        labels--;
        code.op(0x0b);
    }

    private void converted(Code code, char type, int depth) {
        switch (type) {
            case 'i' -> {
                expression(code, 'f', depth - 1);
                code.op(random.nextInt(8) == 0 ? new int[] {0xa8} : new int[] {0xfc, 0});
            }
            case 'l' -> call(code, depth);
            case 'f' -> {
                expression(code, 'd', depth - 1);
                code.op(0xb6);
            }
            default -> {
                expression(code, 'l', depth - 1);
                code.op(random.nextBoolean() ? 0xba : 0xbf);
            }
        }
    }

    private void call(Code code, int depth) {
        expression(code, 'i', depth - 1);
        expression(code, 'd', depth - 1);
        if (random.nextBoolean()) {
            code.op(0x10, random.nextInt(FUNCTIONS));
        } else {
            expression(code, 'i', 0);
            code.i32(random.nextInt(30) == 0 ? 7 : 3).op(0x71, 0x11, 0, 0);
        }
    }

    private void constant(Code code, char type) {
        switch (type) {
            case 'i' -> code.i32(random.nextInt() >> random.nextInt(32));
            case 'l' -> code.i64(random.nextLong() >> random.nextInt(64));
            case 'f' -> code.f32(random.nextInt());
            default -> code.f64(random.nextLong());
        }
    }

    private int pick(int[] opcodes) {
        return opcodes[random.nextInt(opcodes.length)];
    }

    private static int[] binary(char type) {
        return switch (type) {
            case 'i' -> BINARY_I32;
            case 'l' -> BINARY_I64;
            case 'f' -> BINARY_F32;
            default -> BINARY_F64;
        };
    }

    private static int[] unary(char type) {
        return switch (type) {
            case 'i' -> UNARY_I32;
            case 'l' -> UNARY_I64;
            case 'f' -> UNARY_F32;
            default -> UNARY_F64;
        };
    }
}
