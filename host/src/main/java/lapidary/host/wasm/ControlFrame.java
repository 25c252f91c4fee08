package lapidary.host.wasm;

import java.util.List;

/** A block that is open while a function is validated. Confined to one thread. */
final class ControlFrame {
    private final int opcode;
    private final FunctionType type;
    private final int height;
    private boolean unreachable;

    /**
     * @param opcode of the instruction that opened it; {@link Opcodes#BLOCK} for a function
     * @param height of the operand stack below it
     */
    ControlFrame(int opcode, FunctionType type, int height) {
        this.opcode = opcode;
        this.type = type;
        this.height = height;
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
