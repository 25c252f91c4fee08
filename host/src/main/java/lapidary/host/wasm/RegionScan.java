package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What some statements have to do with the rest of their function. Confined to one thread. */
final class RegionScan {
    private final List<ValueType> locals;
    private final long[] always;
    private final long[] used;
    private final long[] assigned;
    private final long[] liveAtExits;
    private final Set<CodeBlock> targets = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<CodeBlock> exits = new ArrayList<>();
    private int depth;
    private int steps;
    private boolean canLeave = true;

    /**
     * @param locals the types of the function's
     * @param always the locals that are told whatever is known of them: metering rests on nothing
     *     that was found out about the code
     */
    RegionScan(List<ValueType> locals, long[] always) {
        this.locals = locals;
        this.always = always;
        used = LocalSet.empty(locals.size());
        assigned = LocalSet.empty(locals.size());
        liveAtExits = LocalSet.empty(locals.size());
    }

    /** The blocks outside that are branched to, in the order of the first branch to each. */
    List<CodeBlock> exits() {
        return exits;
    }

    /** Of the regions that were outlined from them before, within each other. */
    int depth() {
        return depth;
    }

    /** How many parts were looked at, and targets of branches. */
    int steps() {
        return steps;
    }

    /** The locals that they must be told, given those that are read from there on. */
    List<Integer> inputs(long[] liveBefore) {
        return LocalSet.common(withAlways(liveBefore), used);
    }

    /** The locals that they must tell, given those that are read behind, if control comes there. */
    List<Integer> outputs(long[] liveAfter) {
        long[] wanted = withAlways(liveAfter);
        LocalSet.addAll(wanted, liveAtExits);
        return LocalSet.common(wanted, assigned);
    }

    private long[] withAlways(long[] live) {
        long[] both = live.clone();
        LocalSet.addAll(both, always);
        return both;
    }

    /** Whether these can be told. */
    boolean canPass(List<Integer> passed) {
        if (passed.size() > TransferGlobals.LOCALS_MAX) {
            return false;
        }
        for (int local : passed) {
            if (locals.get(local).isReference()) {
                return false;
            }
        }
        return true;
    }

    /** Whether what all exits carry can be told. */
    boolean canLeave() {
        return canLeave;
    }

    void add(CodePart part) {
        steps++;
        switch (part) {
            case CodePart.LocalUse use -> {
                LocalSet.add(used, use.local());
                if (use.opcode() != Opcodes.LOCAL_GET) {
                    LocalSet.add(assigned, use.local());
                }
            }
            case CodePart.Branch branch -> {
                steps += branch.targets().size() - 1;
                branch.targets().forEach(this::target);
            }
            case CodePart.Nested nested -> {
                nested.block().setScan(this);
                for (CodeSequence sequence : nested.block().sequences()) {
                    sequence.steps().forEach(step -> add(step.part()));
                }
            }
            case CodePart.Outlined outlined -> add(outlined.region());
            case CodePart.Plain _, CodePart.Unreachable _ -> {}
        }
    }

    private void add(OutlinedRegion region) {
        for (int input : region.inputs()) {
            LocalSet.add(used, input);
        }
        for (int output : region.outputs()) {
            LocalSet.add(used, output);
            LocalSet.add(assigned, output);
        }
        region.exits().forEach(this::target);
        depth = Math.max(depth, region.depth());
    }

    /** Blocks are opened before they are branched to. */
    private void target(CodeBlock block) {
        if (!block.isIn(this) && targets.add(block)) {
            exits.add(block);
            LocalSet.addAll(liveAtExits, block.liveAtLabel());
            canLeave &=
                    block.labelTypes().size() <= 1
                            && block.labelTypes().stream().noneMatch(ValueType::isReference);
        }
    }
}
