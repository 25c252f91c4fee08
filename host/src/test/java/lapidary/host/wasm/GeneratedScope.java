package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import lapidary.host.wasm.GeneratedShape.Signature;

/** What is known at a place in a generated function: locals, labels, and how much may follow. */
final class GeneratedScope {
    static final int LOOPS_NESTED_MAX = 4;

    /** One local of each type, and one more float of each for NaNs. */
    private static final String LOCALS = "ilfdFEilfd";

    final Random random;
    final GeneratedShape shape;
    final BinaryWriter out = new BinaryWriter();
    final int function;
    final Signature signature;
    final String locals;

    /** The types that a branch takes along, the innermost block's last. */
    final List<String> labels = new ArrayList<>();

    int loopsNested;
    private final boolean hasExactNans;
    private int budget;

    GeneratedScope(Random random, GeneratedShape shape, int function, boolean hasExactNans) {
        this.random = random;
        this.shape = shape;
        this.function = function;
        this.hasExactNans = hasExactNans;
        signature = shape.typeOf(function);
        locals = signature.parameters() + LOCALS + (chance(20) ? "lid".repeat(60) : "");
        budget = chance(15) ? 600 : 60;
    }

    boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    /** Whether more may be written than what must. Counts down. */
    boolean hasRoom() {
        return budget-- > 0;
    }

    /** A local of this type. */
    int local(char type) {
        int[] fitting =
                IntStream.range(0, locals.length())
                        .filter(index -> locals.charAt(index) == type)
                        .toArray();
        return fitting[random.nextInt(fitting.length)];
    }

    /** The local that counts the innermost loop; no other instruction names it. */
    int loopCounter() {
        return locals.length() + loopsNested - 1;
    }

    boolean hasExactNans() {
        return hasExactNans;
    }

    void op(int opcode) {
        if (opcode > 0xff) {
            out.u8(Opcodes.PREFIX_MORE).u32(opcode & 0xff);
        } else {
            out.u8(opcode);
        }
    }

    void indexed(int opcode, int index) {
        op(opcode);
        out.u32(index);
    }

    void i32(int value) {
        out.u8(Opcodes.I32_CONST).s32(value);
    }

    void constant(char type) {
        new GeneratedConstants(random).write(out, type);
    }

    /** Forgets what lies on top of the stack, or keeps it in locals and globals. */
    void consume(String types) {
        for (int index = types.length() - 1; index >= 0; index--) {
            consume(types.charAt(index));
        }
    }

    private void consume(char type) {
        switch (random.nextInt(3)) {
            case 0 -> op(Opcodes.DROP);
            case 1 -> indexed(Opcodes.LOCAL_SET, local(type));
            default -> indexed(Opcodes.GLOBAL_SET, global(type));
        }
    }

    /** There is a mutable one of each type. */
    int global(char type) {
        int[] fitting =
                IntStream.range(0, shape.globals().size())
                        .filter(index ->
                                shape.globals().get(index).type() == type
                                        && shape.globals().get(index).isMutable())
                        .toArray();
        return fitting[0];
    }

    /** Of either kind. */
    int readableGlobal(char type) {
        int[] fitting =
                IntStream.range(0, shape.globals().size())
                        .filter(index -> shape.globals().get(index).type() == type)
                        .toArray();
        return fitting[random.nextInt(fitting.length)];
    }

    /** A table of this type, or −1. */
    int table(char type) {
        int[] fitting =
                IntStream.range(0, shape.tables().length())
                        .filter(index -> shape.tables().charAt(index) == type)
                        .toArray();
        return fitting.length == 0 ? -1 : fitting[random.nextInt(fitting.length)];
    }

    /**
     * A function that leaves these, mostly one further down so that calls come to an end; or −1.
     */
    int callee(String results) {
        int[] fitting =
                IntStream.range(0, shape.functions().size() - 1)
                        .filter(index -> shape.typeOf(index).results().equals(results))
                        .filter(index ->
                                index < shape.importCount() || index > function || chance(12))
                        .toArray();
        return fitting.length == 0 ? -1 : fitting[random.nextInt(fitting.length)];
    }

    /** A type of a block that leaves these; or −1. */
    int blockType(String results) {
        int[] fitting =
                IntStream.range(0, shape.types().size())
                        .filter(index -> shape.types().get(index).results().equals(results))
                        .toArray();
        return fitting.length == 0 ? -1 : fitting[random.nextInt(fitting.length)];
    }

    /** The label of a block as seen from here. */
    int depthOf(int label) {
        return labels.size() - 1 - label;
    }
}
