package lapidary.host.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import org.junit.jupiter.api.Test;

/** Bytes that are almost a module. */
class ModuleFuzz {
    private static final int MUTATIONS = 4_000;

    private final MeteringRewriter rewriter = new MeteringRewriter(ModuleLimits.PUBLISHED);

    @Test
    void a_module_cut_off_anywhere_is_invalid() {
        byte[] whole = KernelBytes.read();
        int sections = 0;
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            if (endsWithSection(whole, length)) {
                sections++;
                continue; // as a custom section behind the last may be missing
            }
            CallerException refusal =
                    assertThrows(CallerException.class, () -> rewriter.rewrite(part));
            assertEquals(ErrorCode.MODULE_INVALID, refusal.code(), refusal.getMessage());
        }
        assertTrue(sections < 20);
    }

    private static boolean endsWithSection(byte[] module, int length) {
        var in = new BinaryReader(module, 8, module.length);
        while (in.position() < length && in.hasMore()) {
            in.u8();
            in.skip(in.u32());
        }
        return in.position() == length;
    }

    @Test
    void a_module_with_bytes_changed_is_a_module_or_is_refused() {
        byte[] whole = KernelBytes.read();
        int accepted = 0;
        for (int seed = 0; seed < MUTATIONS; seed++) {
            byte[] mutant = mutant(whole, new Random(seed));
            try {
                MeteredModule metered = rewriter.rewrite(mutant);
                validate(metered.bytes(), seed);
                accepted++;
            } catch (CallerException _) {
                // the one thing that may be thrown
            }
        }
        assertTrue(accepted > 0, "none of the mutants was a module");
    }

    private static byte[] mutant(byte[] whole, Random random) {
        byte[] mutant = whole.clone();
        int changes = 1 + random.nextInt(3);
        for (int change = 0; change < changes; change++) {
            int position = 8 + random.nextInt(mutant.length - 8);
            mutant[position] = (byte) random.nextInt();
        }
        return mutant;
    }

    /** What the rewriter lets through must be valid after it, too. */
    private static void validate(byte[] rewritten, int seed) {
        try {
            DecodedModule decoded = ModuleReader.read(rewritten);
            var locals = new LocalsReader();
            for (int defined = 0; defined < decoded.bodies.size(); defined++) {
                FunctionValidator.validate(decoded, defined, locals);
            }
        } catch (CallerException e) {
            throw new AssertionError("seed " + seed + " was rewritten to nonsense", e);
        }
    }
}
