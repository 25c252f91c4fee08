package lapidary.bench.fuel;

import java.util.ArrayList;
import java.util.List;
import lapidary.abi.AbiFunction;
import lapidary.abi.AbiType;

/**
 * Builds a module of one loop, {@code run}, around what is to be measured. It has a memory, a table
 * of {@link #TARGETS} small functions, passive segments for memory and table, and these locals and
 * globals for the loop's body. Not thread-safe.
 */
final class LoopModule {
    static final int COUNTER = 0;
    static final int X = 1;
    static final int L = 2;
    static final int F = 3;
    static final int D = 4;
    static final int P = 5;

    /** Functions {@code (i32) -> i32} in the table, from index 1 on; also called directly. */
    static final int TARGETS = 64;

    static final int SEGMENT_BYTES = 1 << 20;

    /** Of the passive segment for the table. */
    static final int ELEMENTS = 10_000;

    private static final int RESULTS_ADDRESS = 64;

    private final List<Code> types = new ArrayList<>();
    private final List<Code> imports = new ArrayList<>();
    private final Code setup;
    private final Code body;
    private final int iterations;
    private int pages = 20;
    private int paddingBytes;

    LoopModule(int iterations, Code setup, Code body) {
        this.iterations = iterations;
        this.setup = setup;
        this.body = body;
        types.add(new Code().op(0x60, 0, 0));
        types.add(new Code().op(0x60, 1, 0x7f, 1, 0x7f));
    }

    LoopModule memory(int newPages) {
        pages = newPages;
        return this;
    }

    /** Makes the function of the loop larger by code that never runs. */
    LoopModule padding(int bytes) {
        paddingBytes = bytes;
        return this;
    }

    /** Imports a function, which is then function 0. */
    LoopModule importing(AbiFunction function) {
        imports.add(
                new Code().name(function.module()).name(function.name()).op(0).u32(types.size()));
        types.add(
                new Code()
                        .op(0x60)
                        .append(values(function.parameters()))
                        .append(values(function.results())));
        return this;
    }

    private static Code values(List<AbiType> values) {
        var out = new Code().u32(values.size());
        for (var value : values) {
            out.op(value.code());
        }
        return out;
    }

    /** The index of the n-th small function. */
    static int target(int n) {
        return 1 + n;
    }

    byte[] bytes() {
        var out = new Code().op(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
        section(out, 1, types);
        if (!imports.isEmpty()) {
            section(out, 2, imports);
        }
        section(out, 3, functions());
        section(out, 4, List.of(new Code().op(0x70, 0).u32(TARGETS)));
        section(out, 5, List.of(new Code().op(0).u32(pages)));
        section(
                out,
                6,
                List.of(
                        new Code().op(0x7f, 1).i32(1).op(0x0b),
                        new Code().op(0x7e, 1).i64(1).op(0x0b)));
        int first = imports.size();
        section(
                out,
                7,
                List.of(
                        new Code().name("memory").op(2, 0),
                        new Code().name("run").op(0).u32(first),
                        new Code().name("fetch").op(0).u32(first)));
        section(out, 9, List.of(elements(first), passiveElements(first)));
        section(out, 12, 1);
        section(out, 10, bodies(first));
        var data = new Code().op(1).u32(SEGMENT_BYTES).append(new byte[SEGMENT_BYTES]);
        section(out, 11, List.of(data));
        return out.bytes();
    }

    private List<Code> functions() {
        var functions = new ArrayList<Code>();
        functions.add(new Code().op(0));
        for (int i = 0; i < TARGETS; i++) {
            functions.add(new Code().op(1));
        }
        return functions;
    }

    private static Code elements(int first) {
        var out = new Code().op(0).i32(0).op(0x0b).u32(TARGETS);
        for (int i = 0; i < TARGETS; i++) {
            out.u32(first + 1 + i);
        }
        return out;
    }

    private static Code passiveElements(int first) {
        var out = new Code().op(1, 0).u32(ELEMENTS);
        for (int i = 0; i < ELEMENTS; i++) {
            out.u32(first + 1);
        }
        return out;
    }

    private List<Code> bodies(int first) {
        var bodies = new ArrayList<Code>();
        bodies.add(sizedBody(loop()));
        for (int i = 0; i < TARGETS; i++) {
            // The first calls itself: x == 0 ? 0 : f(x - 1). The others add.
            bodies.add(
                    i == 0
                            ? sizedBody(recursive(first))
                            : sizedBody(new Code().op(0).get(0).i32(i).op(0x6a, 0x0b)));
        }
        return bodies;
    }

    private static Code recursive(int first) {
        return new Code()
                .op(0)
                .get(0)
                .op(0x45, 0x04, 0x7f)
                .i32(0)
                .op(0x05)
                .get(0)
                .i32(1)
                .op(0x6b, 0x10)
                .u32(first + 1)
                .op(0x0b, 0x0b);
    }

    private Code loop() {
        var out = new Code().op(5, 2, 0x7f, 1, 0x7e, 1, 0x7d, 1, 0x7c, 1, 0x7f);
        out.append(setup).i32(iterations).set(COUNTER);
        out.op(0x03, 0x40).append(body);
        if (paddingBytes > 0) {
            out.get(COUNTER).i32(-1).op(0x46, 0x04, 0x40);
            for (int i = 0; i < paddingBytes / 7; i++) {
                out.get(X).i32(i & 63).op(0x6a).set(X);
            }
            out.op(0x0b);
        }
        out.get(COUNTER).i32(1).op(0x6b, 0x22).u32(COUNTER).op(0x0d, 0, 0x0b);
        // What was computed is kept, so that no compiler leaves it out.
        out.i32(RESULTS_ADDRESS).get(X).op(0x36, 2, 0);
        out.i32(RESULTS_ADDRESS).get(L).op(0x37, 3, 8);
        out.i32(RESULTS_ADDRESS).get(F).op(0x38, 2, 16);
        out.i32(RESULTS_ADDRESS).get(D).op(0x39, 3, 24);
        return out.op(0x0b);
    }

    private static Code sizedBody(Code body) {
        return new Code().sized(body);
    }

    private static void section(Code out, int id, List<Code> items) {
        var content = new Code().u32(items.size());
        items.forEach(content::append);
        out.op(id).sized(content);
    }

    private static void section(Code out, int id, int content) {
        out.op(id).sized(new Code().u32(content));
    }
}
