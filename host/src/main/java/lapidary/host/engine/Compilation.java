package lapidary.host.engine;

import static java.util.stream.Collectors.toSet;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.internal.ByteClassCollector;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.compiler.internal.CompilerResult;
import com.dylibso.chicory.wasm.WasmModule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.wasm.LargeFunction;
import lapidary.host.wasm.MeteredModule;

/**
 * Compiles a module to classes. A function that does not fit a method of the JVM (64 KiB of code,
 * 65 535 locals) stays interpreted, within its compiled module; which ones do is found by trying,
 * with ever fewer of the large ones. How often it is tried, and how much may be interpreted, is
 * bounded: an interpreter keeps fifty bytes for each byte of code.
 */
final class Compilation {
    /** Functions of more code than this are not compiled, at the first try, the second … */
    private static final int[] CODE_BYTES_MAX = {48 << 10, 24 << 10, 12 << 10, 4 << 10};

    /** A large module has only the first and the last but one: a try takes seconds. */
    private static final int[] CODE_BYTES_MAX_IF_LARGE = {48 << 10, 12 << 10};

    private static final long LARGE_UNITS = 3 << 20;
    private static final int VALUES_MAX = 30_000;

    /** Of code that is not compiled, in all functions together. */
    static final long INTERPRETED_BYTES_MAX = 2 << 20;

    private final MeteredModule metered;
    private final WasmModule module;

    Compilation(MeteredModule metered, WasmModule module) {
        this.metered = metered;
        this.module = module;
    }

    /**
     * Nothing if the module as a whole cannot be compiled, and is to be interpreted.
     *
     * @throws CallerException with {@code MODULE_LIMIT_EXCEEDED} if too much of it would have to be
     *     interpreted
     */
    Optional<CompiledCode> run() {
        Optional<Set<Integer>> tried = Optional.empty();
        boolean isLarge = metered.size().compileUnits() > LARGE_UNITS;
        for (int size : isLarge ? CODE_BYTES_MAX_IF_LARGE : CODE_BYTES_MAX) {
            Set<Integer> interpreted = largerThan(size);
            if (tried.equals(Optional.of(interpreted))) {
                continue;
            }
            requireFew(metered.codeBytes(interpreted));
            tried = Optional.of(interpreted);
            try {
                return Optional.of(compile(interpreted));
            } catch (RuntimeException | LinkageError _) {
                // the engine names the function that was too large, but only one at a time
            }
        }
        return Optional.empty();
    }

    /** Refuses to interpret so much code. */
    static void requireFew(long interpretedBytes) {
        if (interpretedBytes > INTERPRETED_BYTES_MAX) {
            throw new CallerException(
                            ErrorCode.MODULE_LIMIT_EXCEEDED,
                            "its code that cannot be compiled, in functions that are too large for"
                                    + " the most part, is "
                                    + interpretedBytes
                                    + " bytes once metered, over "
                                    + INTERPRETED_BYTES_MAX
                                    + "; functions below 48 KiB are compiled")
                    .with("limit", INTERPRETED_BYTES_MAX);
        }
    }

    private Set<Integer> largerThan(int codeBytes) {
        return metered.largeFunctions().stream()
                .filter(large -> large.codeBytes() > codeBytes || large.values() > VALUES_MAX)
                .map(LargeFunction::index)
                .collect(toSet());
    }

    private CompiledCode compile(Set<Integer> interpreted) {
        CompilerResult result =
                Compiler.builder(module)
                        .withInterpreterFallback(InterpreterFallback.FAIL)
                        .withInterpretedFunctions(interpreted)
                        .withClassCollectorFactory(ByteClassCollector::new)
                        .build()
                        .compile();
        var fields = new MeterFields(metered.fuelGlobal(), metered.stackGlobal());
        Map<String, byte[]> classes = new LinkedHashMap<>();
        result.classBytes()
                .forEach(
                        (name, bytes) -> classes.put(javaName(name), patched(fields, name, bytes)));
        var code =
                new CompiledCode(
                        javaName(result.collector().mainClassName()), interpreted, classes);
        code.verify();
        return code;
    }

    /** Only the classes with functions touch globals; the others have no memory at hand. */
    private static byte[] patched(MeterFields fields, String name, byte[] bytes) {
        return name.contains("FuncGroup_") ? fields.replaceIn(bytes) : bytes;
    }

    private static String javaName(String name) {
        return name.replace('/', '.');
    }
}
