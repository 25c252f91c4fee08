package lapidary.host.wasm;

import java.util.List;
import java.util.Optional;

/**
 * Statements that may become a region.
 *
 * @param sequence that they are in
 * @param from the first of its steps
 * @param to the one behind the last
 * @param inputs the locals that are read before they are written
 * @param outputs the locals that are written and read behind
 * @param exits the blocks outside that are branched to
 * @param depth of the regions within each other that it would be the outermost of
 * @param score the higher, the better
 */
record RegionCandidate(
        CodeSequence sequence,
        int from,
        int to,
        List<Integer> inputs,
        List<Integer> outputs,
        List<CodeBlock> exits,
        int depth,
        double score) {
    /** The same when another one was outlined, if it had nothing of this. */
    Optional<RegionCandidate> besides(RegionCandidate outlined) {
        if (to <= outlined.from) {
            return Optional.of(this);
        }
        return from < outlined.to
                ? Optional.empty()
                : Optional.of(movedBy(1 + outlined.from - outlined.to));
    }

    private RegionCandidate movedBy(int steps) {
        return new RegionCandidate(
                sequence, from + steps, to + steps, inputs, outputs, exits, depth, score);
    }

    List<CodePart> parts() {
        return sequence.steps().subList(from, to).stream().map(CodeSequence.Step::part).toList();
    }

    /** Whether control may come to what follows them. */
    boolean returns() {
        return sequence.returnsFrom(to);
    }
}
