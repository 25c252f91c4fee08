package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;

/** A block, a loop, an {@code if} or a function's body, as a tree. Confined to one thread. */
final class CodeBlock {
    private static final int FRAMING_BYTES = 3;

    private final int opcode;
    private final FunctionType type;
    private final List<CodeSequence> sequences = new ArrayList<>(1);

    /** The locals that a branch to its label leads to the reading of. */
    private long[] liveAtLabel;

    /**
     * @param opcode BLOCK for a function's body
     * @param locals how many the function has
     */
    CodeBlock(int opcode, FunctionType type, int locals) {
        this.opcode = opcode;
        this.type = type;
        liveAtLabel = LocalSet.empty(locals);
        sequences.add(new CodeSequence());
    }

    int opcode() {
        return opcode;
    }

    boolean isLoop() {
        return opcode == Opcodes.LOOP;
    }

    FunctionType type() {
        return type;
    }

    /** What a branch to its label takes along. */
    List<ValueType> labelTypes() {
        return isLoop() ? type.parameters() : type.results();
    }

    /** Its code; that of an {@code if} may be followed by that behind {@code else}. */
    List<CodeSequence> sequences() {
        return sequences;
    }

    CodeSequence current() {
        return sequences.getLast();
    }

    CodeSequence switchToElse() {
        sequences.add(new CodeSequence());
        return current();
    }

    long[] liveAtLabel() {
        return liveAtLabel;
    }

    void setLiveAtLabel(long[] live) {
        liveAtLabel = live;
    }

    int bytes() {
        return FRAMING_BYTES + sequences.stream().mapToInt(CodeSequence::bytes).sum();
    }
}
