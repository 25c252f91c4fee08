package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands between the beginning and the end of a block. Confined to one thread. */
final class CodeSequence {
    /** A part, and what is known of the place before it. */
    static final class Step {
        private final CodePart part;
        private final boolean startsStatement;
        private long[] liveBefore = {};

        Step(CodePart part, boolean startsStatement) {
            this.part = part;
            this.startsStatement = startsStatement;
        }

        CodePart part() {
            return part;
        }

        /** Whether nothing of the block's own lies on the operand stack. */
        boolean startsStatement() {
            return startsStatement;
        }

        /** The locals that are read from here on before they are written. */
        long[] liveBefore() {
            return liveBefore;
        }

        void setLiveBefore(long[] live) {
            liveBefore = live;
        }
    }

    private final Optional<CodeSequence> outer;
    private final int loops;
    private final List<Step> steps = new ArrayList<>();
    private long[] liveAfter = {};
    private int bytes;
    private boolean endsEmpty;

    /**
     * @param outer that its block stands in, unless it is the function's
     * @param loops that it is in
     */
    CodeSequence(Optional<CodeSequence> outer, int loops) {
        this.outer = outer;
        this.loops = loops;
    }

    Optional<CodeSequence> outer() {
        return outer;
    }

    int loops() {
        return loops;
    }

    List<Step> steps() {
        return steps;
    }

    void add(CodePart part, boolean startsStatement) {
        steps.add(new Step(part, startsStatement));
        bytes += part.bytes();
    }

    /** With this plain part in place of the last, whose beginning it has. */
    void extend(CodePart.Plain longer) {
        Step last = steps.removeLast();
        bytes -= last.part().bytes();
        add(longer, last.startsStatement());
    }

    /** The block that was added last was empty then. */
    void filled(CodeBlock block) {
        block.sequences().forEach(sequence -> bytes += sequence.bytes());
    }

    /** Nothing lies on the operand stack at its end, or its end is never reached. */
    void setEndsEmpty() {
        endsEmpty = true;
    }

    void setLiveAfter(long[] live) {
        liveAfter = live;
    }

    /** The locals read before they are written, from that step on or from the end. */
    long[] liveAt(int step) {
        return step < steps.size() ? steps.get(step).liveBefore() : liveAfter;
    }

    /** Whether statements may be cut apart before that step, or at the end. */
    boolean mayCutAt(int step) {
        return step < steps.size() ? steps.get(step).startsStatement() : endsEmpty;
    }

    /** Whether control may come from the step before that one to it, or to the end. */
    boolean returnsFrom(int step) {
        return !steps.get(step - 1).part().isDeadEnd();
    }

    int bytes() {
        return bytes;
    }

    /** Puts one part in the place of some. */
    void replace(int from, int to, CodePart by) {
        var step = new Step(by, true);
        step.setLiveBefore(liveAt(from));
        int before = bytesOf(from, to);
        steps.subList(from, to).clear();
        steps.add(from, step);
        shrink(before - by.bytes());
    }

    private int bytesOf(int from, int to) {
        return steps.subList(from, to).stream().mapToInt(step -> step.part().bytes()).sum();
    }

    private void shrink(int less) {
        bytes -= less;
        outer.ifPresent(sequence -> sequence.shrink(less));
    }
}
