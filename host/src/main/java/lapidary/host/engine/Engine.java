package lapidary.host.engine;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.wasm.MeteredModule;

/** Makes metered modules ready to run. Thread-safe; holds nothing itself. */
public final class Engine {
    /** How a module's code is run. Both burn the same fuel and give the same results. */
    public enum Mode {
        /** As Java bytecode. Slow to make, fast to run. */
        COMPILED,
        /** Instruction by instruction: some hundred times slower. */
        INTERPRETED
    }

    private static final System.Logger LOG = System.getLogger(Engine.class.getName());

    /** To be changed whenever the same module is to be compiled to other classes than before. */
    private static final String CODE_VERSION = "lapidary-code-1";

    private final MemoryBudget budget;

    /** Without a host around it. */
    public Engine() {
        this(MemoryBudget.UNLIMITED);
    }

    /**
     * @param budget what instances claim from
     */
    public Engine(MemoryBudget budget) {
        this.budget = budget;
    }

    /**
     * Gets a module ready, from the cache if that has it.
     *
     * @throws CallerException with {@code MODULE_INVALID} if the engine refuses a module that we
     *     took for valid
     */
    public CompiledModule load(MeteredModule metered, Mode mode, CompiledCache cache) {
        try {
            return switch (mode) {
                case INTERPRETED -> interpreted(metered);
                case COMPILED -> compiled(metered, cache);
            };
        } catch (HostException e) {
            throw e;
        } catch (ChicoryException e) {
            throw new CallerException(
                    ErrorCode.MODULE_INVALID, "the engine refused: " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw new LimitException(
                    ErrorCode.OVERLOADED, "the host has no memory to load the module", e);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw new FailureException(ErrorCode.INTERNAL, "the engine failed to load a module", e);
        }
    }

    private CompiledModule interpreted(MeteredModule metered) {
        return new CompiledModule(metered, Parser.parse(metered.bytes()), TracingInterpreter::new, budget);
    }

    private CompiledModule compiled(MeteredModule metered, CompiledCache cache) {
        String key = key(metered);
        Optional<CompiledCode> kept = cache.get(key).flatMap(CompiledCode::decode);
        if (kept.isPresent()) {
            return new CompiledModule(
                    metered, moduleFor(kept.get(), metered), kept.get().machines(), budget);
        }
        WasmModule module = Parser.parse(metered.bytes());
        Optional<CompiledCode> code = new Compilation(metered, module).run();
        code.ifPresentOrElse(
                made -> cache.put(key, made.encoded()),
                () -> LOG.log(WARNING, "a module cannot be compiled and is interpreted: " + key));
        Function<Instance, Machine> machines =
                code.map(CompiledCode::machines).orElse(TracingInterpreter::new);
        return new CompiledModule(
                metered,
                code.map(made -> moduleFor(made, metered)).orElse(module),
                machines,
                budget);
    }

    /** Without its functions' bodies, which take a hundred times their size, where it can be. */
    private static WasmModule moduleFor(CompiledCode code, MeteredModule metered) {
        return Parser.parse(code.isWhole() ? metered.shell() : metered.bytes());
    }

    private static String key(MeteredModule metered) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(CODE_VERSION.getBytes(UTF_8));
            digest.update(Runtime.version().toString().getBytes(UTF_8));
            digest.update(metered.bytes());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
