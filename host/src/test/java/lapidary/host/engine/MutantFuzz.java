package lapidary.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import lapidary.host.error.CallerException;
import lapidary.host.error.HostException;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.OutOfFuel;
import lapidary.host.wasm.Export;
import lapidary.host.wasm.ExternalKind;
import lapidary.host.wasm.FunctionType;
import lapidary.host.wasm.GeneratedModule;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleFacts;
import lapidary.host.wasm.ModuleLimits;
import lapidary.host.wasm.MutatedModule;
import org.junit.jupiter.api.Test;

/**
 * Modules that were changed: whatever is still one is run, and only our exceptions come. {@code
 * -Dlapidary.fuzz.rounds=} and {@code -Dlapidary.fuzz.first=} say how many have their structure
 * changed, and from which seed on.
 */
class MutantFuzz {
    private static final int SEEDS = 1_500;
    private static final int RUNS = 20;
    private static final long LIMIT = 200_000;

    private static final int ROUNDS = Integer.getInteger("lapidary.fuzz.rounds", 400);
    private static final int FIRST = Integer.getInteger("lapidary.fuzz.first", 0);

    private static final FunctionType NOTHING_TO_NOTHING = new FunctionType(List.of(), List.of());

    private final MeteringRewriter rewriter = new MeteringRewriter(ModuleLimits.PUBLISHED);

    @Test
    void a_changed_guest_runs_traps_or_runs_out_and_nothing_else_happens() {
        byte[] original = Kernels.bytes();
        int loaded = 0;
        for (int seed = 0; seed < SEEDS && loaded < RUNS; seed++) {
            byte[] mutant = original.clone();
            var random = new Random(seed);
            mutant[300 + random.nextInt(mutant.length - 300)] = (byte) random.nextInt();
            try {
                MeteredModule metered = rewriter.rewrite(mutant);
                for (Engine.Mode mode : Guests.MODES) {
                    runAll(metered, mode);
                }
                loaded++;
            } catch (HostException _) {
                // refused, by us or by the engine
            }
        }
        assertTrue(loaded > RUNS / 2, "only " + loaded + " mutants were modules");
    }

    @Test
    void a_module_with_its_structure_changed_is_refused_or_runs_the_same_in_both_ways() {
        Map<String, Integer> ends = new TreeMap<>();
        for (int seed = FIRST; seed < FIRST + ROUNDS; seed++) {
            var random = new Random(seed);
            byte[] original = GeneratedModule.bytes(random.nextInt(10_000));
            byte[] donor = GeneratedModule.bytes(random.nextInt(10_000));
            String end;
            try {
                end = outcome(original, MutatedModule.of(original, donor, random));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
            ends.merge(end, 1, Integer::sum);
        }
        System.out.println("mutants: " + ends);
        assertTrue(ends.getOrDefault("ran", 0) > ROUNDS / 10, ends::toString);
        assertTrue(ends.getOrDefault("MODULE_INVALID", 0) > ROUNDS / 10, ends::toString);
    }

    /** How it ended: a code that it was refused with, or what was done with it. */
    private static String outcome(byte[] original, byte[] mutant) {
        CompiledModule compiled;
        CompiledModule interpreted;
        try {
            compiled = Guests.load(mutant, Engine.Mode.COMPILED);
            interpreted = Guests.load(mutant, Engine.Mode.INTERPRETED);
        } catch (HostException refused) {
            assertTrue(refused instanceof CallerException, refused.toString());
            return refused.code().name();
        }
        if (!isOffered(original, compiled.facts())) {
            return "loaded";
        }
        var ends = GeneratedRun.run(compiled);
        assertEquals(ends, GeneratedRun.run(interpreted), "interpreted");
        assertEquals(ends, GeneratedRun.run(compiled), "compiled again");
        return "ran";
    }

    /** Whether it imports what is offered, and exports what is called: the host checks that. */
    private static boolean isOffered(byte[] original, ModuleFacts facts) {
        var whole = Guests.rewriter(Engine.Mode.COMPILED).rewrite(original).facts();
        return facts.imports().equals(whole.imports())
                && facts.exports().stream().anyMatch(export -> isRun(export, facts));
    }

    private static boolean isRun(Export export, ModuleFacts facts) {
        return export.name().equals("run")
                && export.kind() == ExternalKind.FUNCTION
                && facts.functions().get(export.index()).equals(NOTHING_TO_NOTHING);
    }

    private static void runAll(MeteredModule metered, Engine.Mode mode) {
        CompiledModule module = new Engine().load(metered, mode, CompiledCache.NONE);
        for (String kernel : Kernels.SMALL) {
            try {
                GuestInstance guest = Kernels.instantiate(module, new Fuel(LIMIT));
                guest.tank().fill(LIMIT);
                if (guest.exports(kernel)) {
                    guest.call(kernel);
                }
            } catch (GuestTrap | OutOfFuel _) {
                // as any guest may
            }
        }
    }
}
