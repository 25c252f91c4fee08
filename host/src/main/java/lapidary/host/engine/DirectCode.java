package lapidary.host.engine;

import com.dylibso.chicory.runtime.Memory;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.OptionalInt;

/**
 * Makes compiled code do without the engine's helpers, where it can: loads and stores become those
 * of {@link DirectAccess} where the JVM has them, comparisons and branches on them one instruction.
 * The tests for interruption, one for each call and loop, are taken out: a guest that must stop is
 * stopped when it asks for fuel.
 */
public final class DirectCode {
    private static final ClassDesc MEMORY = ClassDesc.of(Memory.class.getName());

    private static final String HELPER_SUFFIX = "Shaded;";
    private static final String OPCODES = "Lcom/dylibso/chicory/runtime/OpcodeImpl;";

    private DirectCode() {}

    /**
     * The class, with that in its methods.
     *
     * @param compiledClass that the engine has made of an unmetered module; its memory must be a
     *     {@link FlatMemory}
     */
    public static byte[] in(byte[] compiledClass) {
        return in(compiledClass, CodeTransform.ACCEPT_ALL, -1);
    }

    /**
     * @param before is done to each method first
     * @param refuelFunction that leaves the memory's size alone, or −1
     */
    static byte[] in(byte[] compiledClass, CodeTransform before, int refuelFunction) {
        var classFile = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG);
        ClassTransform transform =
                (builder, element) -> {
                    if (element instanceof MethodModel method && method.code().isPresent()) {
                        var code = before.andThen(transform(method, refuelFunction));
                        builder.transformMethod(method, MethodTransform.transformingCode(code));
                    } else {
                        builder.with(element);
                    }
                };
        return classFile.transformClass(classFile.parse(compiledClass), transform);
    }

    private static CodeTransform transform(MethodModel method, int refuelFunction) {
        CodeTransform plain = DirectCode::withoutInterruption;
        return plain.andThen(loads(method, refuelFunction))
                .andThen(CodeTransform.ofStateful(FusedBranches::new));
    }

    private static CodeTransform loads(MethodModel method, int refuelFunction) {
        var memory = memoryLocal(method);
        if (memory.isEmpty() || !DirectAccess.isPossible()) {
            return CodeTransform.ACCEPT_ALL;
        }
        var code = (CodeAttribute) method.code().orElseThrow();
        if (!DirectLoads.gains(code)) {
            return DirectLoads::direct;
        }
        int locals = code.maxLocals();
        return CodeTransform.ofStateful(
                () -> new DirectLoads(memory.getAsInt(), locals, refuelFunction));
    }

    private static OptionalInt memoryLocal(MethodModel method) {
        int local = 0;
        for (var parameter : method.methodTypeSymbol().parameterList()) {
            if (parameter.equals(MEMORY)) {
                return OptionalInt.of(local);
            }
            local += TypeKind.from(parameter).slotSize();
        }
        return OptionalInt.empty();
    }

    private static void withoutInterruption(CodeBuilder code, CodeElement element) {
        if (!(element instanceof InvokeInstruction invoke
                && isHelper(invoke)
                && invoke.name().equalsString("checkInterruption"))) {
            code.with(element);
        }
    }

    /** Whether one of the engine's helpers is called, which all modules share. */
    static boolean isHelper(InvokeInstruction invoke) {
        return invoke.owner().asSymbol().descriptorString().endsWith(HELPER_SUFFIX);
    }

    /** Whether it is one of the engine's methods for an instruction that only computes. */
    static boolean isOpcode(InvokeInstruction invoke) {
        return invoke.owner().asSymbol().descriptorString().equals(OPCODES);
    }
}
