package lapidary.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lapidary.host.wasm.GeneratedModule;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.OutlineSizes;
import org.junit.jupiter.api.Test;

/**
 * Generated modules come to the same end, with the same fuel, whether their functions are outlined
 * or not. {@code -Dlapidary.fuzz.rounds=} and {@code -Dlapidary.fuzz.first=} say how many, and from
 * which seed on.
 */
class OutlineFuzz {
    private static final int ROUNDS = Integer.getInteger("lapidary.fuzz.rounds", 120);
    private static final int FIRST = Integer.getInteger("lapidary.fuzz.first", 0);

    private static final OutlineSizes SMALL = new OutlineSizes(300, 30, 150);

    @Test
    void generated_modules_end_the_same_outlined_and_interpreted() {
        int outlined = 0;
        for (int seed = FIRST; seed < FIRST + ROUNDS; seed++) {
            byte[] module = GeneratedModule.bytes(seed);
            outlined += agree(seed, module, Guests.TINY_REGIONS) ? 1 : 0;
            agree(seed, module, SMALL);
        }
        assertTrue(outlined > ROUNDS / 2, "modules with a region: " + outlined);
    }

    /** Whether something was outlined. */
    private static boolean agree(int seed, byte[] module, OutlineSizes sizes) {
        MeteredModule whole = Guests.rewriter(Engine.Mode.INTERPRETED).with(sizes).rewrite(module);
        MeteredModule outlined = Guests.rewriter(Engine.Mode.COMPILED).with(sizes).rewrite(module);
        List<GeneratedRun.End> ends = ends(whole, Engine.Mode.INTERPRETED);
        assertEquals(ends, ends(outlined, Engine.Mode.COMPILED), () -> "seed " + seed);
        return outlined.transferGlobals() > 0;
    }

    private static List<GeneratedRun.End> ends(MeteredModule metered, Engine.Mode mode) {
        return GeneratedRun.run(new Engine().load(metered, mode, CompiledCache.NONE));
    }
}
