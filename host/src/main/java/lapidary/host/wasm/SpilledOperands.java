package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;

/** Operands that wait in locals for the end of a block. See {@link Spill}. */
final class SpilledOperands {
    private final Spill spill;
    private final List<Integer> locals;

    private SpilledOperands(Spill spill, List<Integer> locals) {
        this.spill = spill;
        this.locals = locals;
    }

    /**
     * Writes code that takes them away from below what the block takes along.
     *
     * @param hasCondition whether the condition of an {@code if} lies on top
     */
    static SpilledOperands putAside(
            BinaryWriter out, Spill spill, boolean hasCondition, ScratchLocals scratch) {
        int condition = hasCondition ? scratch.of(ValueType.I32) : 0;
        if (hasCondition) {
            out.u8(Opcodes.LOCAL_SET).u32(condition);
        }
        List<Integer> parameters = setAll(out, spill.type().parameters(), scratch);
        List<Integer> below = setAll(out, spill.below(), scratch);
        getAll(out, spill.type().parameters(), parameters, scratch);
        if (hasCondition) {
            out.u8(Opcodes.LOCAL_GET).u32(condition);
        }
        return new SpilledOperands(spill, below);
    }

    /** Writes code that puts them back below the block's results. */
    void restore(BinaryWriter out, ScratchLocals scratch) {
        List<Integer> results = setAll(out, spill.type().results(), scratch);
        getAll(out, spill.below(), locals, scratch);
        getAll(out, spill.type().results(), results, scratch);
    }

    private static List<Integer> setAll(
            BinaryWriter out, List<ValueType> types, ScratchLocals scratch) {
        List<Integer> taken = new ArrayList<>();
        for (ValueType type : types) {
            taken.add(scratch.take(type));
        }
        for (int local : taken.reversed()) {
            out.u8(Opcodes.LOCAL_SET).u32(local);
        }
        return taken;
    }

    private static void getAll(
            BinaryWriter out, List<ValueType> types, List<Integer> locals, ScratchLocals scratch) {
        for (int index = 0; index < types.size(); index++) {
            out.u8(Opcodes.LOCAL_GET).u32(locals.get(index));
            scratch.giveBack(types.get(index), locals.get(index));
        }
    }
}
