package lapidary.host.wasm;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/**
 * Writes a function's code, or a region of it, from its tree: locals by other numbers, labels as
 * they count now. Confined to one thread.
 */
final class CodeTreeWriter {
    private final byte[] code;
    private final List<ValueType> locals;
    private final IntUnaryOperator numbers;
    private final TransferGlobals transfer;
    private final BlockTypes blockTypes;
    private final BinaryWriter out = new BinaryWriter();
    private final IdentityHashMap<CodeBlock, Integer> levels = new IdentityHashMap<>();
    private int level;

    /**
     * @param code that the tree was read from
     * @param locals the types of the function's
     * @param numbers turns the index of one, or the number of them for what a region returns, into
     *     its index in what is written
     */
    CodeTreeWriter(
            byte[] code,
            List<ValueType> locals,
            IntUnaryOperator numbers,
            TransferGlobals transfer,
            BlockTypes blockTypes) {
        this.code = code;
        this.locals = locals;
        this.numbers = numbers;
        this.transfer = transfer;
        this.blockTypes = blockTypes;
    }

    BinaryWriter out() {
        return out;
    }

    /** The block that is written by others is open from here on. */
    void opened(CodeBlock block) {
        levels.put(block, level++);
    }

    /** The same for one that no branch of the function's own leads to. */
    void opened() {
        level++;
    }

    void ended() {
        out.u8(Opcodes.END);
        level--;
    }

    void local(int opcode, int local) {
        out.u8(opcode).u32(numbers.applyAsInt(local));
    }

    /** Puts locals where the other side hears them. */
    void tell(List<Integer> told) {
        for (int place = 0; place < told.size(); place++) {
            local(Opcodes.LOCAL_GET, told.get(place));
            transfer.tellLocal(out, place, locals.get(told.get(place)));
        }
    }

    /** Sets locals to what the other side has told. */
    void hear(List<Integer> told) {
        for (int place = 0; place < told.size(); place++) {
            transfer.hearLocal(out, place, locals.get(told.get(place)));
            local(Opcodes.LOCAL_SET, told.get(place));
        }
    }

    void write(CodeSequence sequence) {
        sequence.steps().forEach(step -> write(step.part()));
    }

    void write(CodePart part) {
        switch (part) {
            case CodePart.Plain plain -> out.bytes(code, plain.start(), plain.end());
            case CodePart.LocalUse use -> local(use.opcode(), use.local());
            case CodePart.Unreachable _ -> out.u8(Opcodes.UNREACHABLE);
            case CodePart.Branch branch -> write(branch);
            case CodePart.Nested nested -> write(nested.block());
            case CodePart.Outlined outlined -> call(outlined.region());
        }
    }

    private void write(CodePart.Branch branch) {
        out.u8(branch.opcode());
        if (branch.opcode() == Opcodes.BR_TABLE) {
            out.u32(branch.targets().size() - 1);
        }
        branch.targets().forEach(target -> out.u32(label(target)));
    }

    private int label(CodeBlock target) {
        return level - 1 - Objects.requireNonNull(levels.get(target));
    }

    private void write(CodeBlock block) {
        out.u8(block.opcode());
        blockTypes.writeTo(out, block.type());
        opened(block);
        write(block.sequences().getFirst());
        if (block.sequences().size() > 1) {
            out.u8(Opcodes.ELSE);
            write(block.current());
        }
        ended();
    }

    // What stands in the place of a region

    private void call(OutlinedRegion region) {
        tell(region.inputs());
        out.u8(Opcodes.CALL).u32(region.function());
        local(Opcodes.LOCAL_SET, locals.size());
        hear(region.outputs());
        List<CodeBlock> exits = region.exits();
        if (!region.returns()) {
            leave(exits);
        } else if (!exits.isEmpty()) {
            local(Opcodes.LOCAL_GET, locals.size());
            out.u8(Opcodes.IF).u8(Opcodes.EMPTY_BLOCK);
            opened();
            leave(exits);
            ended();
        }
    }

    private void leave(List<CodeBlock> exits) {
        if (exits.isEmpty()) {
            out.u8(Opcodes.UNREACHABLE); // it does not return at all
            return;
        }
        if (exits.size() > 2 && exits.stream().allMatch(exit -> exit.labelTypes().isEmpty())) {
            local(Opcodes.LOCAL_GET, locals.size());
            out.u8(Opcodes.BR_TABLE).u32(exits.size()).u32(label(exits.getFirst()));
            exits.forEach(exit -> out.u32(label(exit)));
            return;
        }
        for (int exit = 0; exit < exits.size() - 1; exit++) {
            local(Opcodes.LOCAL_GET, locals.size());
            out.u8(Opcodes.I32_CONST).s32(exit + 1).u8(Opcodes.I32_EQ);
            out.u8(Opcodes.IF).u8(Opcodes.EMPTY_BLOCK);
            opened();
            leave(exits.get(exit));
            ended();
        }
        leave(exits.getLast());
    }

    private void leave(CodeBlock exit) {
        exit.labelTypes().forEach(type -> transfer.hearCarried(out, type));
        out.u8(Opcodes.BR).u32(label(exit));
    }
}
