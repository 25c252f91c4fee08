package lapidary.host.wasm;

import java.util.Arrays;
import java.util.List;

/**
 * Finds for each place of a function the locals whose value may still be read: a walk from the back
 * to the front, again until what loops lead back to is known.
 */
final class LiveLocals {
    /** More than the loops of ordinary code need: each level of nesting may take one. */
    private static final int WALKS_MAX = 16;

    private boolean isSettled;

    private LiveLocals() {}

    /**
     * Notes them in the tree.
     *
     * @param body of the function
     * @param atEnd the locals read behind its end
     * @param work told of each walk
     * @param bytes of the function's code
     * @return whether they were found; with loops nested too deeply they are not
     */
    static boolean find(CodeBlock body, long[] atEnd, OutlineWork work, int bytes) {
        var search = new LiveLocals();
        for (int walk = 0; walk < WALKS_MAX && !search.isSettled; walk++) {
            search.isSettled = true;
            search.block(body, atEnd);
            work.add(bytes);
        }
        return search.isSettled;
    }

    /** Keeps what is given; what it returns is the caller's. */
    private long[] block(CodeBlock block, long[] after) {
        if (block.isLoop()) {
            long[] head = sequence(block.current(), after);
            if (!Arrays.equals(head, block.liveAtLabel())) {
                block.setLiveAtLabel(head.clone());
                isSettled = false;
            }
            return head;
        }
        block.setLiveAtLabel(after);
        long[] before = sequence(block.sequences().getFirst(), after);
        if (block.opcode() == Opcodes.IF) {
            boolean hasElse = block.sequences().size() > 1;
            LocalSet.addAll(before, hasElse ? sequence(block.current(), after) : after);
        }
        return before;
    }

    private long[] sequence(CodeSequence sequence, long[] after) {
        long[] kept = after; // shared by all places with the same
        sequence.setLiveAfter(kept);
        long[] live = after.clone();
        List<CodeSequence.Step> steps = sequence.steps();
        for (int index = steps.size() - 1; index >= 0; index--) {
            CodeSequence.Step step = steps.get(index);
            if (step.part() instanceof CodePart.Nested nested) {
                kept = kept(live, kept);
                live = block(nested.block(), kept);
            } else {
                change(live, step.part());
            }
            if (step.startsStatement()) {
                kept = kept(live, kept);
                step.setLiveBefore(kept);
            }
        }
        return live;
    }

    private static long[] kept(long[] live, long[] last) {
        return Arrays.equals(live, last) ? last : live.clone();
    }

    private static void change(long[] live, CodePart part) {
        switch (part) {
            case CodePart.LocalUse use when use.opcode() == Opcodes.LOCAL_GET ->
                    LocalSet.add(live, use.local());
            case CodePart.LocalUse use -> LocalSet.remove(live, use.local());
            case CodePart.Branch branch -> {
                if (branch.opcode() != Opcodes.BR_IF) {
                    Arrays.fill(live, 0);
                }
                branch.targets().forEach(target -> LocalSet.addAll(live, target.liveAtLabel()));
            }
            case CodePart.Unreachable _ -> Arrays.fill(live, 0);
            case CodePart.Plain _ -> {}
            case CodePart.Nested _, CodePart.Outlined _ ->
                    throw new IllegalStateException(part.toString());
        }
    }
}
