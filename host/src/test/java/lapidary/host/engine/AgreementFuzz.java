package lapidary.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import lapidary.host.fuel.OutOfFuel;
import org.junit.jupiter.api.Test;

/** Random programs come to the same end compiled and interpreted: result, memory, trap and fuel. */
class AgreementFuzz {
    private static final int SEEDS = 300;
    private static final long LIMIT = 300_000;

    private record End(String how, long used, int memory) {}

    private static End run(long seed, Engine.Mode mode) {
        CompiledModule module = Guests.load(RandomPrograms.module(seed), mode);
        GuestInstance guest = Guests.start(module, (_, _) -> (_, _) -> 0);
        guest.tank().fill(LIMIT);
        String how = "returned";
        try {
            guest.call("run");
        } catch (GuestTrap trap) {
            how = trap.reason();
        } catch (OutOfFuel _) {
            how = "out of fuel";
        }
        byte[] memory = guest.memory().read(0, guest.memory().size());
        return new End(how, guest.tank().used(), Arrays.hashCode(memory));
    }

    @Test
    void random_programs_end_the_same_compiled_and_interpreted() {
        Map<String, Integer> ends = new HashMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            End compiled = run(seed, Engine.Mode.COMPILED);
            assertEquals(compiled, run(seed, Engine.Mode.INTERPRETED), "seed " + seed);
            ends.merge(compiled.how(), 1, Integer::sum);
        }
        assertTrue(ends.getOrDefault("returned", 0) > SEEDS / 10, ends::toString);
        assertTrue(ends.getOrDefault("out of fuel", 0) > 0, ends::toString);
        assertTrue(ends.size() > 4, ends::toString);
    }
}
