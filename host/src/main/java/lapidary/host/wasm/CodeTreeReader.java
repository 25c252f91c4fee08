package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads a function's rewritten code, without its last {@code end}, as a tree. */
final class CodeTreeReader {
    /** Of blocks within each other, in what is worth outlining. */
    private static final int NESTING_MAX = 500;

    /** A block that is open, and how many values of its own lie on the operand stack. */
    private static final class Open {
        private final CodeBlock block;
        private int height;
        private boolean isDead;

        Open(CodeBlock block) {
            this.block = block;
            height = block.type().parameters().size();
        }
    }

    private final CodeTypes types;
    private final long[] none;
    private final BinaryReader in;
    private final Instruction instruction = new Instruction();
    private final List<Open> open = new ArrayList<>();

    private CodeTreeReader(byte[] code, CodeTypes types, long[] none) {
        this.types = types;
        this.none = none;
        in = new BinaryReader(code);
    }

    /**
     * Reads the whole.
     *
     * @param results of the function
     * @param locals how many it has
     * @return its body, or nothing if blocks are nested too deeply
     */
    static Optional<CodeBlock> read(
            byte[] code, CodeTypes types, List<ValueType> results, int locals) {
        long[] none = LocalSet.empty(locals);
        var body =
                new CodeBlock(
                        Opcodes.BLOCK,
                        new FunctionType(List.of(), results),
                        none,
                        Optional.empty());
        boolean isWhole = new CodeTreeReader(code, types, none).fill(body);
        return isWhole ? Optional.of(body) : Optional.empty();
    }

    private boolean fill(CodeBlock body) {
        open.add(new Open(body));
        while (in.hasMore()) {
            instruction.readFrom(in);
            read();
            if (open.size() > NESTING_MAX) {
                return false;
            }
        }
        finishSequence();
        return true;
    }

    private void read() {
        Open current = open.getLast();
        switch (instruction.opcode()) {
            case Opcodes.BLOCK, Opcodes.LOOP, Opcodes.IF -> open(current);
            case Opcodes.ELSE -> {
                finishSequence();
                current.block.switchToElse();
                current.height = current.block.type().parameters().size();
                current.isDead = false;
            }
            case Opcodes.END -> close();
            case Opcodes.BR, Opcodes.BR_IF -> branch(current, target(instruction.index()));
            case Opcodes.BR_TABLE ->
                    branch(
                            current,
                            Arrays.stream(instruction.targets())
                                    .mapToObj(this::target)
                                    .toArray(CodeBlock[]::new));
            case Opcodes.RETURN -> {
                add(current, new CodePart.Branch(Opcodes.BR, List.of(open.getFirst().block)));
                current.isDead = true;
            }
            case Opcodes.UNREACHABLE -> {
                add(current, new CodePart.Unreachable());
                current.isDead = true;
            }
            case Opcodes.LOCAL_GET, Opcodes.LOCAL_SET, Opcodes.LOCAL_TEE -> {
                add(current, new CodePart.LocalUse(instruction.opcode(), instruction.index()));
                current.height += StackEffect.of(instruction, types);
            }
            default -> plain(current);
        }
    }

    private void open(Open current) {
        FunctionType type = types.block(instruction);
        var block =
                new CodeBlock(
                        instruction.opcode(), type, none, Optional.of(current.block.current()));
        boolean isIf = instruction.is(Opcodes.IF);
        add(current, new CodePart.Nested(block));
        current.height -= type.parameters().size() + (isIf ? 1 : 0);
        open.add(new Open(block));
    }

    private void close() {
        finishSequence();
        CodeBlock block = open.removeLast().block;
        open.getLast().height += block.type().results().size();
        open.getLast().block.current().filled(block);
    }

    private void finishSequence() {
        Open current = open.getLast();
        if (current.isDead || current.height == 0) {
            current.block.current().setEndsEmpty();
        }
    }

    private CodeBlock target(int label) {
        return open.get(open.size() - 1 - label).block;
    }

    private void branch(Open current, CodeBlock... targets) {
        add(current, new CodePart.Branch(instruction.opcode(), List.of(targets)));
        if (instruction.is(Opcodes.BR_IF)) {
            current.height--;
        } else {
            current.isDead = true;
        }
    }

    private void plain(Open current) {
        CodeSequence sequence = current.block.current();
        if (current.height != 0
                && !sequence.steps().isEmpty()
                && sequence.steps().getLast().part() instanceof CodePart.Plain before) {
            sequence.extend(new CodePart.Plain(before.start(), instruction.end()));
        } else {
            add(current, new CodePart.Plain(instruction.start(), instruction.end()));
        }
        current.height += StackEffect.of(instruction, types);
    }

    private static void add(Open current, CodePart part) {
        current.block.current().add(part, current.height == 0);
    }
}
