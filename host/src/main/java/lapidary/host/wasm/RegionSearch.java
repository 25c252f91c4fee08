package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the statements of a function that are best outlined: many bytes, few values to pass and few
 * ways out, in few loops. What was found for a block is kept until something in it changes. The
 * work is bounded by a count, so that the result depends on the code alone. Confined to one thread.
 */
final class RegionSearch {
    /** Of parts looked at in search of regions, for each byte of the function. */
    private static final int WORK_OF_BYTE = 25;

    /** Of parts passed over in search of blocks. */
    private static final int PASSES_OF_BYTE = 50;

    /** To look up what is known of a block takes as long as to pass over so many parts. */
    private static final int PASSES_OF_BLOCK = 8;

    /** Regions that are tried begin, and end, so far apart: a part of the largest. */
    private static final int STRIDES = 32;

    /** What a call takes, in bytes: for each value that is passed, and before any is. */
    private static final int VALUE_BYTES = 6;

    private static final int VALUES_OF_CALL = 10;
    private static final int VALUES_OF_EXIT = 2;

    private final List<ValueType> locals;
    private final long[] always;
    private final OutlineSizes sizes;
    private final int stride;
    private final long workMax;
    private final Map<CodeSequence, List<RegionCandidate>> found = new HashMap<>();
    private final long passesMax;
    private long work;
    private long passes;

    /**
     * @param locals of the function
     * @param always the locals that a region that uses them is always told, and tells
     * @param bytes of its code
     */
    RegionSearch(List<ValueType> locals, long[] always, int bytes, OutlineSizes sizes) {
        this.locals = locals;
        this.always = always;
        this.sizes = sizes;
        stride = sizes.regionMax() / STRIDES;
        workMax = (long) WORK_OF_BYTE * bytes;
        passesMax = (long) PASSES_OF_BYTE * bytes;
    }

    /** How much was looked at. */
    long work() {
        return work + passes;
    }

    /** The best in a block and those within it, if there is one and work is left. */
    Optional<RegionCandidate> best(CodeBlock block) {
        if (passes > passesMax) {
            return Optional.empty();
        }
        List<RegionCandidate> all = new ArrayList<>();
        collect(block, all);
        RegionCandidate best = null;
        for (RegionCandidate candidate : all) {
            best = better(best, candidate);
        }
        return Optional.ofNullable(best);
    }

    private void collect(CodeBlock block, List<RegionCandidate> all) {
        for (CodeSequence sequence : block.sequences()) {
            if (sequence.bytes() < sizes.regionMin()) {
                continue;
            }
            passes += PASSES_OF_BLOCK + sequence.steps().size();
            all.addAll(found.computeIfAbsent(sequence, this::search));
            for (CodeSequence.Step step : sequence.steps()) {
                if (step.part() instanceof CodePart.Nested nested) {
                    collect(nested.block(), all);
                }
            }
        }
    }

    /** It was outlined, and one step is in its place: others in the same sequence stay. */
    void outlined(RegionCandidate chosen) {
        CodeSequence sequence = chosen.sequence();
        List<RegionCandidate> left = new ArrayList<>();
        for (RegionCandidate candidate : found.getOrDefault(sequence, List.of())) {
            candidate.besides(chosen).ifPresent(left::add);
        }
        forget(sequence);
        if (!left.isEmpty()) {
            found.put(sequence, left);
        }
    }

    private void forget(CodeSequence sequence) {
        found.remove(sequence);
        sequence.outer().ifPresent(this::forget);
    }

    private List<RegionCandidate> search(CodeSequence sequence) {
        List<RegionCandidate> all = new ArrayList<>();
        int sinceLast = stride;
        for (int from = 0; from < sequence.steps().size() && work < workMax; from++) {
            if (sequence.mayCutAt(from) && sinceLast >= stride) {
                RegionCandidate best = search(sequence, from);
                if (best != null) {
                    all.add(best);
                }
                sinceLast = 0;
            }
            sinceLast += sequence.steps().get(from).part().bytes();
        }
        return all;
    }

    private @Nullable RegionCandidate search(CodeSequence sequence, int from) {
        var scan = new RegionScan(locals, always);
        RegionCandidate best = null;
        int bytes = 0;
        int tried = sizes.regionMin() - stride;
        for (int to = from + 1; to <= sequence.steps().size(); to++) {
            CodePart part = sequence.steps().get(to - 1).part();
            bytes += part.bytes();
            if (bytes > sizes.regionMax()) {
                break;
            }
            scan.add(part);
            if (!scan.canLeave()) {
                break;
            }
            if (sequence.mayCutAt(to) && bytes >= tried + stride) {
                best = better(best, candidate(sequence, from, to, bytes, scan));
                tried = bytes;
            }
        }
        work += scan.steps();
        return best;
    }

    private static @Nullable RegionCandidate better(
            @Nullable RegionCandidate one, @Nullable RegionCandidate other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.score() > one.score() ? other : one;
    }

    private @Nullable RegionCandidate candidate(
            CodeSequence sequence, int from, int to, int bytes, RegionScan scan) {
        work += always.length;
        boolean returns = sequence.returnsFrom(to);
        List<Integer> inputs = scan.inputs(sequence.liveAt(from));
        List<Integer> outputs =
                scan.outputs(returns ? sequence.liveAt(to) : LocalSet.empty(locals.size()));
        if (!scan.canPass(inputs) || !scan.canPass(outputs)) {
            return null;
        }
        int values =
                VALUES_OF_CALL
                        + inputs.size()
                        + outputs.size()
                        + VALUES_OF_EXIT * scan.exits().size();
        int saved = bytes - VALUE_BYTES * values;
        if (saved < sizes.regionMin() / 2) { // each region must make the function smaller
            return null;
        }
        double often = (1.0 + sequence.loops()) * (1 + scan.depth());
        return new RegionCandidate(
                sequence,
                from,
                to,
                inputs,
                outputs,
                List.copyOf(scan.exits()),
                1 + scan.depth(),
                saved / (values * often));
    }
}
