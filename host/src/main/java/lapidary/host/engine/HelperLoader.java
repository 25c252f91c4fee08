package lapidary.host.engine;

import com.dylibso.chicory.compiler.internal.ByteClassCollector;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.wasm.Parser;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;

/**
 * Has the one class that all compiled modules share: the engine's helpers. The engine would give
 * each module a copy, larger than most modules, to be made, checked and compiled by the JVM each
 * time. It holds no state.
 */
final class HelperLoader extends ClassLoader {
    private static final HelperLoader INSTANCE = new HelperLoader();

    /** As the engine's compiler names it, for the name that it gives to every module. */
    private static final String NAME = "com.dylibso.chicory.$gen.CompiledMachineShaded";

    /** The header of the binary format, and no sections. */
    private static final byte[] EMPTY_MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};

    private HelperLoader() {
        super("guest helpers", HelperLoader.class.getClassLoader());
    }

    /**
     * The loader, whose class the JVM has loaded and initialized. That is done before a guest runs:
     * a class whose initializer fails, as one does that a guest has brought to the end of its
     * stack, never gets another try, and would be missing to all modules.
     */
    static ClassLoader ready() {
        try {
            Class.forName(NAME, true, INSTANCE);
            return INSTANCE;
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(e.getMessage());
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (!name.equals(NAME)) {
            throw new ClassNotFoundException(name);
        }
        byte[] bytes = helpers();
        return defineClass(name, bytes, 0, bytes.length);
    }

    /** The engine's own copy, made for a module with nothing in it, for others to call, too. */
    private static byte[] helpers() {
        byte[] copy =
                Compiler.builder(Parser.parse(EMPTY_MODULE))
                        .withClassCollectorFactory(ByteClassCollector::new)
                        .build()
                        .compile()
                        .classBytes()
                        .get(NAME.replace('.', '/'));
        var classFile = ClassFile.of();
        return classFile.transformClass(
                classFile.parse(copy),
                (builder, element) -> {
                    if (element instanceof AccessFlags) {
                        builder.withFlags(AccessFlag.PUBLIC, AccessFlag.FINAL, AccessFlag.SUPER);
                    } else {
                        builder.with(element);
                    }
                });
    }

    /** Collects a module's classes, but for its copy of the helpers, which is made of nothing. */
    static final class Collector extends ByteClassCollector {
        private static final byte[] NOTHING =
                ClassFile.of().build(ClassDesc.of("Nothing"), _ -> {});

        @Override
        public byte[] resolve(Class<?> helpers) {
            return NOTHING.clone();
        }

        @Override
        public void put(String className, byte[] bytes) {
            if (!className.replace('/', '.').equals(NAME)) {
                super.put(className, bytes);
            }
        }
    }
}
