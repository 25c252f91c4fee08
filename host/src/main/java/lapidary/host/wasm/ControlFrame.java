package lapidary.host.wasm;

import java.util.List;

/** A block that is open while a function is validated. Confined to one thread. */
final class ControlFrame {
    private final int opcode;
    private final FunctionType type;
    private final int height;
    private final int ordinal;
    private boolean unreachable;
    private boolean containsLoop;

    /**
     * @param opcode of the instruction that opened it; {@link Opcodes#BLOCK} for a function
     * @param height of the operand stack below it
     * @param ordinal of that instruction
     */
    ControlFrame(int opcode, FunctionType type, int height, int ordinal) {
        this.opcode = opcode;
        this.type = type;
        this.height = height;
        this.ordinal = ordinal;
    }

    int ordinal() {
        return ordinal;
    }

    boolean containsLoop() {
        return containsLoop;
    }

    void setContainsLoop() {
        containsLoop = true;
    }

    int opcode() {
        return opcode;
    }

    FunctionType type() {
        return type;
    }

    int height() {
        return height;
    }

    boolean isUnreachable() {
        return unreachable;
    }

    void setUnreachable() {
        unreachable = true;
    }

    /** What a branch to it takes along. */
    List<ValueType> labelTypes() {
        return opcode == Opcodes.LOOP ? type.parameters() : type.results();
    }
}
