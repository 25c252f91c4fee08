package lapidary.host.engine;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes compiled code do without the engine's helpers, where it can: loads and stores become those
 * of {@link DirectAccess} where the JVM has them, comparisons and branches on them one instruction.
 * The tests for interruption, one for each call and loop, are taken out: a guest that must stop is
 * stopped when it asks for fuel.
 */
public final class DirectCode {
    private static final ClassDesc ACCESS = ClassDesc.of(DirectAccess.class.getName());

    /** What {@link DirectAccess} has. */
    private static final Set<String> ACCESSES =
            Stream.of("Byte", "Short", "Int", "Long", "Float", "Double")
                    .flatMap(type -> Stream.of("memoryRead" + type, "memoryWrite" + type))
                    .collect(Collectors.toUnmodifiableSet());

    private static final String HELPER_SUFFIX = "Shaded;";

    private DirectCode() {}

    /**
     * The class, with that in its methods.
     *
     * @param compiledClass that the engine has made; its memory must be a {@link FlatMemory}
     */
    public static byte[] in(byte[] compiledClass) {
        return transformed(compiledClass, transform());
    }

    static byte[] transformed(byte[] compiledClass, CodeTransform transform) {
        var classFile = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG);
        return classFile.transformClass(
                classFile.parse(compiledClass), ClassTransform.transformingMethodBodies(transform));
    }

    static CodeTransform transform() {
        CodeTransform calls = DirectCode::replace;
        return calls.andThen(CodeTransform.ofStateful(FusedBranches::new));
    }

    private static void replace(CodeBuilder code, CodeElement element) {
        if (!(element instanceof InvokeInstruction invoke && isHelper(invoke))) {
            code.with(element);
            return;
        }
        String name = invoke.name().stringValue();
        if (DirectAccess.isPossible() && ACCESSES.contains(name)) {
            code.invokestatic(ACCESS, name, invoke.typeSymbol());
        } else if (!name.equals("checkInterruption")) {
            code.with(element);
        }
    }

    /** Whether a class of the engine's that it copies into each module is called. */
    static boolean isHelper(InvokeInstruction invoke) {
        return invoke.owner().asSymbol().descriptorString().endsWith(HELPER_SUFFIX);
    }
}
