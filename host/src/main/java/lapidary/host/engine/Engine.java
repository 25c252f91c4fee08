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
    private static final String CODE_VERSION = "lapidary-code-7";

    /** What the engine keeps for a byte of code, and what its compiler takes, at most. */
    private static final long PARSED_BYTES = 50;

    /** Of a module without its code, while it is parsed. */
    private static final long COPIES = 4;

    private final MemoryBudget budget;
    private final Signatures signatures;

    /** Without a host around it. */
    public Engine() {
        this(MemoryBudget.UNLIMITED);
    }

    /**
     * @param budget what instances claim from
     */
    public Engine(MemoryBudget budget) {
        this(budget, Signatures.OF_JVM);
    }

    Engine(MemoryBudget budget, Signatures signatures) {
        this.budget = budget;
        this.signatures = signatures;
    }

    /**
     * Gets a module ready, from the cache if that has it.
     *
     * @throws CallerException with {@code MODULE_INVALID} if the engine refuses a module that we
     *     took for valid; with {@code MODULE_LIMIT_EXCEEDED} if it takes too much to compile
     * @throws LimitException with {@code OVERLOADED} if the host has no memory for it now, or its
     *     code cache none for its lists of parameters until the next start
     */
    public CompiledModule load(MeteredModule metered, Mode mode, CompiledCache cache) {
        signatures.requireFew(metered.types());
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
        long code = metered.size().compileUnits();
        Compilation.requireFew(code);
        try (var _ = budget.claim(PARSED_BYTES * code + COPIES * metered.bytes().length)) {
            return loaded(
                    metered,
                    Parser.parse(metered.bytes()),
                    TracingInterpreter::new,
                    PARSED_BYTES * code);
        }
    }

    private CompiledModule compiled(MeteredModule metered, CompiledCache cache) {
        signatures.admit(metered.types());
        String key = key(metered);
        Optional<CompiledModule> kept =
                cache.get(key).flatMap(CompiledCode::decode).flatMap(code -> kept(metered, code));
        if (kept.isPresent()) {
            return kept.get();
        }
        long bytes = PARSED_BYTES * metered.size().compileUnits();
        try (var _ = budget.claim(bytes + metered.size().keptBytes() + shellBytes(metered))) {
            var linked = new Compilation(metered, Parser.parse(metered.bytes())).run();
            cache.put(key, linked.code().encoded());
            return loaded(metered, linked.code(), linked.machines());
        }
    }

    /** Nothing if the classes do not link any more: they are made anew then. */
    private Optional<CompiledModule> kept(MeteredModule metered, CompiledCode code) {
        try (var _ = budget.claim(metered.size().keptBytes() + shellBytes(metered))) {
            return Optional.of(loaded(metered, code, code.link()));
        } catch (HostException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            LOG.log(WARNING, "compiled code does not link and is made anew", e);
            return Optional.empty();
        }
    }

    private static long shellBytes(MeteredModule metered) {
        return COPIES * metered.bytes().length;
    }

    /** Without its functions' bodies, which take fifty times their size. */
    private CompiledModule loaded(
            MeteredModule metered, CompiledCode code, Function<Instance, Machine> machines) {
        byte[] shell = metered.shell(code.interpreted());
        long interpreted = metered.codeBytes(code.interpreted());
        return loaded(
                metered, Parser.parse(shell), machines, code.bytes() + PARSED_BYTES * interpreted);
    }

    private CompiledModule loaded(
            MeteredModule metered,
            WasmModule module,
            Function<Instance, Machine> machines,
            long codeBytes) {
        return new CompiledModule(
                metered.withoutBytes(),
                module,
                machines,
                budget,
                metered.size().keptBytes() + codeBytes);
    }

    private static String key(MeteredModule metered) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(CODE_VERSION.getBytes(UTF_8));
            digest.update(Runtime.version().toString().getBytes(UTF_8));
            digest.update((byte) (DirectAccess.isPossible() ? 1 : 0));
            digest.update(metered.bytes());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
