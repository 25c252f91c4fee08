package lapidary.host.wasm;

import java.util.List;

/** A piece of a function's code that is moved as a whole when a part of it is outlined. */
sealed interface CodePart {
    /** Instructions without locals and labels, as they stand between two offsets. */
    record Plain(int start, int end) implements CodePart {}

    /** {@code local.get}, {@code local.set} or {@code local.tee}. */
    record LocalUse(int opcode, int local) implements CodePart {}

    /**
     * {@code br}, {@code br_if} or {@code br_table}, and the blocks whose labels it names; a return
     * is a branch to the outermost.
     */
    record Branch(int opcode, List<CodeBlock> targets) implements CodePart {}

    /** {@code unreachable}. */
    record Unreachable() implements CodePart {}

    /** A block, a loop or an {@code if}. */
    record Nested(CodeBlock block) implements CodePart {}

    /** A call of what was outlined from here. */
    record Outlined(OutlinedRegion region) implements CodePart {}

    /** About how many bytes it takes. */
    default int bytes() {
        return switch (this) {
            case Plain plain -> plain.end() - plain.start();
            case LocalUse _ -> 2;
            case Unreachable _ -> 1;
            case Branch branch -> 1 + branch.targets().size();
            case Nested nested -> nested.block().bytes();
            case Outlined outlined -> outlined.region().callBytes();
        };
    }

    /** Whether control never comes to what follows it. */
    default boolean isDeadEnd() {
        return switch (this) {
            case Unreachable _ -> true;
            case Branch branch -> branch.opcode() != Opcodes.BR_IF;
            case Outlined outlined -> !outlined.region().returns();
            case Plain _, LocalUse _, Nested _ -> false;
        };
    }
}
