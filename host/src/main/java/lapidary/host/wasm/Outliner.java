package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes a large function small: statements of it become functions of their own, <em>regions</em>,
 * which are called in their place. A JVM compiles methods, and the largest of a guest's late, badly
 * or not at all; see docs/decisions/0031-large-functions-are-outlined.md.
 *
 * <p>What a region reads, and what is read of what it writes, goes through globals. It burns what
 * its statements burn: the calls are free. Confined to one thread, for one function.
 */
final class Outliner {
    /** Of code, in a function that is left as it is. */
    static final int LEFT_BYTES_MAX = Integer.getInteger("split.left", 6_000);

    /** Of code, in what is left of a function, and in a region. */
    private static final int PART_BYTES_MAX = Integer.getInteger("split.part", 3_000);

    /** Less is not worth a call. */
    private static final int REGION_BYTES_MIN = Integer.getInteger("split.min", 500);

    /** Beyond it, what is live where would take too much to find. */
    private static final int LOCALS_MAX = 1_000;

    /**
     * A function's code in its place.
     *
     * @param depth how many regions it calls within each other
     */
    record Outlined(BinaryWriter code, int depth) {}

    private final byte[] code;
    private final List<ValueType> locals;
    private final Regions regions;
    private int depth;

    private Outliner(byte[] code, List<ValueType> locals, Regions regions) {
        this.code = code;
        this.locals = locals;
        this.regions = regions;
    }

    /**
     * Outlines what it can.
     *
     * @param code of a function, rewritten, without its last {@code end}
     * @param locals the types of its parameters and locals; one more, an i32, may be used behind
     * @param results of the function
     * @param readBehind the local that is read behind its code
     * @param regions where to put them
     * @return nothing if the code is to stay as it is
     */
    static Optional<Outlined> outline(
            byte[] code,
            List<ValueType> locals,
            List<ValueType> results,
            OptionalInt readBehind,
            Regions regions) {
        if (locals.size() > LOCALS_MAX) {
            return Optional.empty();
        }
        Optional<CodeBlock> body =
                CodeTreeReader.read(code, regions.types(), results, locals.size());
        long[] atEnd = LocalSet.empty(locals.size());
        readBehind.ifPresent(local -> LocalSet.add(atEnd, local));
        if (body.isEmpty() || !LiveLocals.find(body.get(), atEnd)) {
            return Optional.empty();
        }
        return new Outliner(code, locals, regions).outline(body.get());
    }

    private Optional<Outlined> outline(CodeBlock body) {
        shorten(body);
        if (depth == 0) {
            return Optional.empty();
        }
        var writer =
                new CodeTreeWriter(
                        code, locals, local -> local, regions.transfer(), regions.blockTypes());
        writer.opened(body);
        writer.write(body.current());
        return Optional.of(new Outlined(writer.out(), depth));
    }

    private void shorten(CodeBlock block) {
        for (CodeSequence sequence : block.sequences()) {
            for (CodeSequence.Step step : sequence.steps()) {
                if (step.part() instanceof CodePart.Nested nested
                        && nested.block().bytes() > PART_BYTES_MAX) {
                    shorten(nested.block());
                }
            }
            sequence.measure();
            if (sequence.bytes() > PART_BYTES_MAX) {
                shorten(sequence);
            }
        }
    }

    private void shorten(CodeSequence sequence) {
        int from = 0;
        while (from < sequence.steps().size() && sequence.bytes() > PART_BYTES_MAX) {
            if (!sequence.mayCutAt(from)) {
                from++;
                continue;
            }
            int to = end(sequence, from);
            if (to > from) {
                outline(sequence, from, to);
            }
            from++;
        }
    }

    /** The end of the longest region that begins there, or its beginning if there is none. */
    private int end(CodeSequence sequence, int from) {
        int bytes = 0;
        int end = from;
        for (int index = from; index < sequence.steps().size(); index++) {
            bytes += sequence.steps().get(index).part().bytes();
            if (bytes > PART_BYTES_MAX) {
                break;
            }
            if (bytes >= REGION_BYTES_MIN && sequence.mayCutAt(index + 1)) {
                end = index + 1;
            }
        }
        return end;
    }

    private void outline(CodeSequence sequence, int from, int to) {
        var scan = new RegionScan(locals.size());
        List<CodePart> parts = new ArrayList<>();
        for (CodeSequence.Step step : sequence.steps().subList(from, to)) {
            scan.add(step.part());
            parts.add(step.part());
        }
        boolean returns = !parts.getLast().isDeadEnd();
        long[] wanted = returns ? sequence.liveAt(to).clone() : LocalSet.empty(locals.size());
        for (CodeBlock exit : scan.exits()) {
            if (exit.labelTypes().size() > 1
                    || exit.labelTypes().stream().anyMatch(ValueType::isReference)) {
                return;
            }
            LocalSet.addAll(wanted, exit.liveAtLabel());
        }
        int[] inputs = LocalSet.common(sequence.liveAt(from), scan.used());
        int[] outputs = LocalSet.common(wanted, scan.assigned());
        if (!fits(inputs) || !fits(outputs)) {
            return;
        }
        if (Boolean.getBoolean("split.log")) System.out.println("region of " + parts.stream().mapToInt(CodePart::bytes).sum() + " in " + inputs.length + " out " + outputs.length + " exits " + scan.exits().size());
        var region =
                new OutlinedRegion(
                        regions.nextIndex(),
                        inputs,
                        outputs,
                        scan.exits(),
                        returns,
                        scan.depth() + 1);
        regions.add(
                new RegionWriter(code, locals, region, regions.transfer(), regions.blockTypes())
                        .write(parts));
        sequence.replace(from, to, new CodePart.Outlined(region));
        depth = Math.max(depth, region.depth());
    }

    private boolean fits(int[] passed) {
        if (passed.length > TransferGlobals.LOCALS_MAX) {
            return false;
        }
        for (int local : passed) {
            if (locals.get(local).isReference()) {
                return false;
            }
        }
        return true;
    }
}
