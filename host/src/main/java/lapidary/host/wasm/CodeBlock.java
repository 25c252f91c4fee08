package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A block, a loop, an {@code if} or a function's body, as a tree. Confined to one thread. */
final class CodeBlock {
    private static final int FRAMING_BYTES = 3;

    private final int opcode;
    private final FunctionType type;
    private final Optional<CodeSequence> outer;
    private final List<CodeSequence> sequences = new ArrayList<>(1);

    /** The last that looked at it as a part of what it looked at. */
    private @Nullable RegionScan scan;

    /** The locals that a branch to its label leads to the reading of. */
    private long[] liveAtLabel;

    /**
     * @param opcode BLOCK for a function's body
     * @param none a set of no locals of the function, which may be shared
     * @param outer that it stands in, unless it is a function's body
     */
    CodeBlock(int opcode, FunctionType type, long[] none, Optional<CodeSequence> outer) {
        this.opcode = opcode;
        this.type = type;
        this.outer = outer;
        liveAtLabel = none;
        sequences.add(sequence());
    }

    private CodeSequence sequence() {
        int loops = outer.map(CodeSequence::loops).orElse(0) + (isLoop() ? 1 : 0);
        return new CodeSequence(outer, loops);
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

    void switchToElse() {
        sequences.add(sequence());
    }

    void setScan(RegionScan by) {
        scan = by;
    }

    boolean isIn(RegionScan of) {
        return scan == of;
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
