package lapidary.abi;

import java.util.Random;
import java.util.function.Consumer;

/** Runs a test with many random inputs. A failure prints the seed that brings it back. */
final class Seeds {
    private Seeds() {}

    /** Seeds 1 to {@code count}, or only that of {@code -Dseed=…}. */
    static void forEach(int count, Consumer<Random> test) {
        Long only = Long.getLong("seed");
        if (only != null) {
            test.accept(new Random(only));
            return;
        }
        for (long seed = 1; seed <= count; seed++) {
            run(seed, test);
        }
    }

    private static void run(long seed, Consumer<Random> test) {
        try {
            test.accept(new Random(seed));
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("again with -Dseed=" + seed, e);
        }
    }
}
