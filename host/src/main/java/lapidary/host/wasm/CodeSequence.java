package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;

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

    private final List<Step> steps = new ArrayList<>();
    private long[] liveAfter = {};
    private int bytes;
    private boolean endsEmpty;

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

    boolean endsEmpty() {
        return endsEmpty;
    }

    long[] liveAfter() {
        return liveAfter;
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

    int bytes() {
        return bytes;
    }

    /** To be called when blocks in it have become shorter. */
    void measure() {
        bytes = steps.stream().mapToInt(step -> step.part().bytes()).sum();
    }

    /** Puts one part in the place of some. */
    void replace(int from, int to, CodePart by) {
        var step = new Step(by, true);
        step.setLiveBefore(liveAt(from));
        steps.subList(from, to).clear();
        steps.add(from, step);
        measure();
    }
}
