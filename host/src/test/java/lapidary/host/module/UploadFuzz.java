package lapidary.host.module;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import lapidary.host.SeedModules;
import lapidary.host.engine.CompiledCache;
import lapidary.host.engine.Engine;
import lapidary.host.engine.GuestTrap;
import lapidary.host.engine.HostFunction;
import lapidary.host.engine.InstanceLimits;
import lapidary.host.error.CallerException;
import lapidary.host.error.LimitException;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.OutOfFuel;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleFacts;
import lapidary.host.wasm.ModuleLimits;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is uploaded becomes a running guest or is refused with a published code: rewriting,
 * checking, compiling and instantiating throw nothing else.
 *
 * <p>Every build runs the seeds, which are real modules. With {@code JAZZER_FUZZ=1} in the
 * environment Jazzer searches from there, one method at a time (decision 0017).
 */
class UploadFuzz {
    private static final int BYTES_MAX = 4 << 20;
    private static final int ELEMENTS_MAX = 10_000;
    private static final Fuel WAKE = new Fuel(100_000);
    private static final InstanceLimits TINY = new InstanceLimits(BYTES_MAX, ELEMENTS_MAX);
    private static final HostFunction NOTHING = (_, _) -> 0;

    private final MeteringRewriter rewriter =
            new MeteringRewriter(new ModuleLimits(BYTES_MAX, ELEMENTS_MAX));

    static Stream<byte[]> seeds() {
        return SeedModules.all();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "15m")
    void an_upload_is_metered_and_interpreted(byte[] wasm) {
        run(wasm, Engine.Mode.INTERPRETED);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "15m")
    void an_upload_is_metered_and_compiled(byte[] wasm) {
        run(wasm, Engine.Mode.COMPILED);
    }

    /** A {@code FailureException} is one of ours, and comes through. */
    private void run(byte[] wasm, Engine.Mode mode) {
        try {
            var metered = rewriter.rewrite(wasm);
            checkAbi(metered.facts());
            new Engine()
                    .load(metered, mode, CompiledCache.NONE)
                    .instantiate((_, _) -> NOTHING, TINY, "context", WAKE);
        } catch (CallerException | LimitException _) {
            // refused
        } catch (GuestTrap | OutOfFuel _) {
            // a start function, or a segment that does not fit
        }
    }

    /** Its refusal is no reason to stop: a module without an event may still break the engine. */
    private static void checkAbi(ModuleFacts facts) {
        try {
            new AbiCheck(facts).run();
        } catch (CallerException _) {
            // refused
        }
    }
}
