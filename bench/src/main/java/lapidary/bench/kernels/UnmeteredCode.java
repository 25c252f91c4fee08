package lapidary.bench.kernels;

import com.dylibso.chicory.compiler.internal.ByteClassCollector;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import lapidary.host.engine.DirectCode;

/** Classes of a module that nobody has metered, with the host's loads, stores and branches. */
final class UnmeteredCode extends ClassLoader {
    private final Map<String, byte[]> classes;

    private UnmeteredCode(Map<String, byte[]> classes) {
        super("unmetered", UnmeteredCode.class.getClassLoader());
        this.classes = classes;
    }

    static Function<Instance, Machine> machines(WasmModule module) {
        var result =
                Compiler.builder(module)
                        .withClassCollectorFactory(ByteClassCollector::new)
                        .build()
                        .compile();
        var classes = new HashMap<String, byte[]>();
        result.classBytes()
                .forEach((name, bytes) -> classes.put(name.replace('/', '.'), direct(name, bytes)));
        return machines(result.collector().mainClassName().replace('/', '.'), classes);
    }

    private static byte[] direct(String name, byte[] bytes) {
        return name.contains("FuncGroup_") ? DirectCode.in(bytes) : bytes;
    }

    private static Function<Instance, Machine> machines(
            String mainClass, Map<String, byte[]> classes) {
        try {
            var constructor =
                    new UnmeteredCode(classes)
                            .loadClass(mainClass)
                            .asSubclass(Machine.class)
                            .getConstructor(Instance.class);
            return instance -> {
                try {
                    return constructor.newInstance(instance);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            };
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("compiled code has no machine", e);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
