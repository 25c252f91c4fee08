package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;

/**
 * What a block or an {@code if} takes from the stack, taken from locals instead. The engine's
 * compiler counts a block's parameters as if they lay below it, and so a branch that leaves it
 * drops too few values. Loops are right, as nothing branches forward to their end.
 *
 * <p>The locals are free again as soon as the block has begun: the other arm of an {@code if} is
 * run instead of the first, never after it, and finds them as they were.
 */
final class BlockParameters {
    static final BlockParameters NONE = new BlockParameters(List.of());

    private final List<Integer> locals;

    private BlockParameters(List<Integer> locals) {
        this.locals = locals;
    }

    /**
     * Writes code that takes them from the stack.
     *
     * @param hasCondition whether the condition of an {@code if} lies on top
     */
    static BlockParameters putAside(
            BinaryWriter out, List<ValueType> types, boolean hasCondition, ScratchLocals scratch) {
        int condition = hasCondition ? scratch.of(ValueType.I32) : 0;
        if (hasCondition) {
            out.u8(Opcodes.LOCAL_SET).u32(condition);
        }
        List<Integer> locals = new ArrayList<>();
        for (ValueType type : types) {
            locals.add(scratch.take(type));
        }
        for (int local : locals.reversed()) {
            out.u8(Opcodes.LOCAL_SET).u32(local);
        }
        for (int index = 0; index < types.size(); index++) {
            scratch.giveBack(types.get(index), locals.get(index));
        }
        if (hasCondition) {
            out.u8(Opcodes.LOCAL_GET).u32(condition);
        }
        return new BlockParameters(locals);
    }

    boolean isEmpty() {
        return locals.isEmpty();
    }

    /** Writes code, at the beginning of the block or of an arm of it, that puts them back. */
    void restore(BinaryWriter out) {
        locals.forEach(local -> out.u8(Opcodes.LOCAL_GET).u32(local));
    }
}
