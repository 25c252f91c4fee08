package lapidary.host.engine;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.compiler.internal.CompilerResult;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.wasm.MeteredModule;

/**
 * Compiles a module to classes. Large functions stay interpreted, within their compiled module: the
 * rewriter has priced them so. Any other must fit a method of the JVM (64 KiB of code), or the
 * module is refused, as interpreted code at the price of compiled code would be time for nothing.
 * How much may be interpreted is bounded: an interpreter keeps fifty bytes for each byte of code.
 */
final class Compilation {
    /** Of code that is not compiled, in all functions together. */
    static final long INTERPRETED_BYTES_MAX = 2 << 20;

    /** The classes, and what makes a machine of them for an instance. */
    record Linked(CompiledCode code, Function<Instance, Machine> machines) {}

    private final MeteredModule metered;
    private final WasmModule module;

    Compilation(MeteredModule metered, WasmModule module) {
        this.metered = metered;
        this.module = module;
    }

    /**
     * @throws CallerException with {@code MODULE_LIMIT_EXCEEDED} if the engine cannot compile it,
     *     or too much of it would have to be interpreted
     */
    Linked run() {
        Set<Integer> interpreted = metered.largeFunctions();
        requireFew(metered.codeBytes(interpreted));
        try {
            return compile(interpreted);
        } catch (RuntimeException | LinkageError e) {
            throw new CallerException(
                    ErrorCode.MODULE_LIMIT_EXCEEDED,
                    "a function cannot be compiled: it branches past too many operands, through"
                            + " too large a table, or has too many values",
                    e);
        }
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
                                    + "; functions up to 32 KiB are compiled, and larger ones"
                                    + " with loops or calls up to 256 KiB")
                    .with("limit", INTERPRETED_BYTES_MAX);
        }
    }

    private Linked compile(Set<Integer> interpreted) {
        CompilerResult result =
                Compiler.builder(module)
                        .withInterpreterFallback(InterpreterFallback.FAIL)
                        .withInterpretedFunctions(interpreted)
                        .withClassCollectorFactory(HelperLoader.Collector::new)
                        .build()
                        .compile();
        var fields = new MeterFields(metered);
        Map<String, byte[]> classes = new LinkedHashMap<>();
        result.classBytes()
                .forEach(
                        (name, bytes) -> classes.put(javaName(name), patched(fields, name, bytes)));
        var code =
                new CompiledCode(
                        javaName(result.collector().mainClassName()), interpreted, classes);
        return new Linked(code, code.link());
    }

    /** Only the classes with functions touch globals; the others have no memory at hand. */
    private static byte[] patched(MeterFields fields, String name, byte[] bytes) {
        if (IndirectCalls.isWanted(name)) {
            return IndirectCalls.mend(bytes);
        }
        return name.contains("FuncGroup_") ? fields.replaceIn(bytes) : bytes;
    }

    private static String javaName(String name) {
        return name.replace('/', '.');
    }
}
