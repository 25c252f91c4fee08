package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.OutOfFuel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random and hostile statements through both lines, judged by what they did: {@link SqlEffects}.
 * {@code -Dlapidary.fuzz.rounds=1000000 -Dseed=7} for a long search.
 */
final class SqlEffectsFuzz {
    private static final int ROUNDS = Integer.getInteger("lapidary.fuzz.rounds", 4_000);
    private static final long SEED = Long.getLong("seed", 20_261_125L);
    private static final int ROUNDS_PER_WORLD = 4_000;
    private static final long FUEL = 1_000_000;

    @TempDir Path directory;
    private long passed;
    private long ran;

    @Test
    void no_statement_that_passes_the_gate_does_what_is_denied() throws Exception {
        List<String> corpus = HostileSql.all();
        for (int done = 0, world = 0; done < ROUNDS; done += ROUNDS_PER_WORLD, world++) {
            Path folder = Files.createDirectory(directory.resolve("w" + world));
            long seed = SEED + world;
            var grammar = new SqlGrammar(new Random(seed), corpus);
            run(folder, grammar, seed, Math.min(ROUNDS_PER_WORLD, ROUNDS - done));
            System.out.printf("%d passed the gate, %d ran%n", passed, ran);
        }
        System.out.printf(
                "%d statements, %d passed the gate, %d ran to their end%n", ROUNDS, passed, ran);
        assertTrue(ran > ROUNDS / 10, () -> "only " + ran + " statements ran: too weak a test");
    }

    private void run(Path folder, SqlGrammar grammar, long seed, int rounds) throws Exception {
        var coin = new Random(seed);
        try (var effects = new SqlEffects(folder)) {
            for (int i = 0; i < rounds; i++) {
                String text = grammar.text();
                boolean keep = coin.nextInt(takesAway(text) ? 60 : 3) == 0;
                try {
                    one(effects, text, keep);
                    if (i % 64 == 0 || i == rounds - 1) {
                        effects.checkFiles();
                    }
                    if (i % 1024 == 0) {
                        effects.checkDeeply();
                    }
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("-Dseed=" + seed + " round " + i + ": " + text, e);
                }
            }
        }
    }

    /** Seldom kept: what comes after has to find tables. */
    private static boolean takesAway(String text) {
        String words = text.toLowerCase(Locale.ROOT);
        return words.contains("drop") || words.contains("rename");
    }

    private void one(SqlEffects effects, String text, boolean keep) {
        TestFacet facet = effects.facet;
        facet.begin(FUEL);
        boolean kept = false;
        try {
            effects.checkText(facet.rows(text).toString());
            passed++;
            ran++;
            effects.checkWithin();
            if (keep) {
                kept = true;
                facet.commit();
            }
        } catch (Refusal refused) {
            boolean gate = refused.code() == lapidary.abi.ResultCode.DENIED;
            passed += gate ? 0 : 1;
            effects.checkText(refused.text());
        } catch (OutOfFuel dry) {
            passed++;
        } finally {
            if (!kept) {
                facet.rollback();
            }
        }
        effects.check();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
