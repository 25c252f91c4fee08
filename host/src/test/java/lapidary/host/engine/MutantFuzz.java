package lapidary.host.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import lapidary.host.error.HostException;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.OutOfFuel;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleLimits;
import org.junit.jupiter.api.Test;

/**
 * A real guest with bytes changed: whatever is still a module is run, and only our exceptions come.
 */
class MutantFuzz {
    private static final int SEEDS = 1_500;
    private static final int RUNS = 20;
    private static final long LIMIT = 200_000;

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
