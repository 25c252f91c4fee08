package lapidary.host.wasm;

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
    /** Beyond it, what is live where would take too much to find. */
    private static final int LOCALS_MAX = 1_000;

    /** The same, of code. */
    private static final int CODE_BYTES_MAX = 256 << 10;

    /**
     * What is held for each byte of code: a tree with the live locals of each place. Measured, see
     * docs/decisions/0012-memory-budget.md.
     */
    private static final int HELD_OF_BYTE = 200;

    /**
     * A function's code in its place.
     *
     * @param depth how many regions it calls within each other
     */
    record Outlined(BinaryWriter code, int depth) {}

    private final byte[] code;
    private final List<ValueType> locals;
    private final long[] fuel;
    private final Regions regions;
    private int depth;

    private Outliner(byte[] code, List<ValueType> locals, long[] fuel, Regions regions) {
        this.code = code;
        this.fuel = fuel;
        this.locals = locals;
        this.regions = regions;
    }

    /**
     * Outlines what it can.
     *
     * @param code of a function, rewritten, without its last {@code end}
     * @param locals the types of its parameters and locals; one more, an i32, may be used behind
     * @param results of the function
     * @param fuel the local that the fuel is in, which is read behind its code
     * @param regions where to put them
     * @return nothing if the code is to stay as it is
     */
    static Optional<Outlined> outline(
            byte[] code,
            List<ValueType> locals,
            List<ValueType> results,
            OptionalInt fuel,
            Regions regions) {
        OutlineWork work = regions.work();
        if (locals.size() > LOCALS_MAX || code.length > CODE_BYTES_MAX || work.isDone()) {
            return Optional.empty();
        }
        long held = (long) HELD_OF_BYTE * code.length;
        work.memory().take(held);
        try {
            return outlineHeld(code, locals, results, fuel, regions);
        } finally {
            work.memory().give(held);
        }
    }

    private static Optional<Outlined> outlineHeld(
            byte[] code,
            List<ValueType> locals,
            List<ValueType> results,
            OptionalInt fuel,
            Regions regions) {
        Optional<CodeBlock> body =
                CodeTreeReader.read(code, regions.types(), results, locals.size());
        long[] atEnd = LocalSet.empty(locals.size());
        fuel.ifPresent(local -> LocalSet.add(atEnd, local));
        if (body.isEmpty() || !LiveLocals.find(body.get(), atEnd, regions.work(), code.length)) {
            return Optional.empty();
        }
        return new Outliner(code, locals, atEnd, regions).outline(body.get());
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

    private void shorten(CodeBlock body) {
        var search = new RegionSearch(locals, fuel, code.length, regions.sizes());
        shorten(body, search);
        regions.work().add(search.work());
    }

    private void shorten(CodeBlock body, RegionSearch search) {
        while (body.bytes() > regions.sizes().left()) {
            Optional<RegionCandidate> best = search.best(body);
            if (best.isEmpty()) {
                return;
            }
            outline(best.get());
            search.outlined(best.get());
        }
    }

    private void outline(RegionCandidate chosen) {
        var region =
                new OutlinedRegion(
                        regions.nextIndex(),
                        chosen.inputs(),
                        chosen.outputs(),
                        chosen.exits(),
                        chosen.returns(),
                        chosen.depth());
        regions.add(
                new RegionWriter(code, locals, region, regions.transfer(), regions.blockTypes())
                        .write(chosen.parts()));
        chosen.sequence().replace(chosen.from(), chosen.to(), new CodePart.Outlined(region));
        depth = Math.max(depth, region.depth());
    }
}
