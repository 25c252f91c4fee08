package lapidary.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import lapidary.host.wasm.AcceptedOpcodes;
import lapidary.host.wasm.GeneratedModule;
import org.junit.jupiter.api.Test;

/**
 * Generated modules come to the same end compiled and interpreted, and each time: results, memory,
 * globals, tables, trap and fuel. {@code -Dlapidary.fuzz.rounds=} and {@code
 * -Dlapidary.fuzz.first=} say how many, and from which seed on.
 */
class AgreementFuzz {
    private static final int ROUNDS = Integer.getInteger("lapidary.fuzz.rounds", 120);

    /** Of Wasm 2.0 without vectors: 183 of one byte, and 18 behind a prefix. */
    private static final int ACCEPTED = 201;

    private static final int COVERAGE_SEEDS_MAX = 2_000;

    private static final int FIRST = Integer.getInteger("lapidary.fuzz.first", 0);

    @Test
    void generated_modules_end_the_same_compiled_and_interpreted_each_time() {
        Map<String, Integer> ends = new TreeMap<>();
        for (int seed = FIRST; seed < FIRST + ROUNDS; seed++) {
            for (GeneratedRun.End end : agreed(seed)) {
                ends.merge(end.how().replaceAll("[0-9]+", "n"), 1, Integer::sum);
            }
        }
        assertTrue(ends.getOrDefault("returned", 0) > ROUNDS / 2, ends::toString);
        assertTrue(ends.getOrDefault("out of fuel", 0) > 0, ends::toString);
        assertTrue(ends.size() > 8, ends::toString);
    }

    @Test
    void every_opcode_that_we_accept_is_generated_and_executed() {
        var coverage = new OpcodeCoverage();
        Set<Integer> missing = AcceptedOpcodes.all();
        assertEquals(ACCEPTED, missing.size(), "opcodes accepted");
        for (int seed = 0; seed < COVERAGE_SEEDS_MAX && !missing.isEmpty(); seed++) {
            coverage.run(GeneratedModule.bytes(seed));
            missing.removeAll(coverage.executed());
        }
        assertEquals(List.of(), missing.stream().map(Integer::toHexString).toList(), "never run");
    }

    private static List<GeneratedRun.End> agreed(int seed) {
        byte[] module = GeneratedModule.bytes(seed);
        CompiledModule compiled = Guests.load(module, Engine.Mode.COMPILED);
        CompiledModule interpreted = Guests.load(module, Engine.Mode.INTERPRETED);
        List<GeneratedRun.End> ends = GeneratedRun.run(compiled);
        assertEquals(ends, GeneratedRun.run(interpreted), () -> "interpreted, seed " + seed);
        assertEquals(ends, GeneratedRun.run(compiled), () -> "compiled again, seed " + seed);
        assertEquals(ends, GeneratedRun.run(interpreted), () -> "interpreted again, " + seed);
        return ends;
    }
}
