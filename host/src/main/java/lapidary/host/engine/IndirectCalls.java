package lapidary.host.engine;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Mends the classes through which the engine calls one of more than 1,024 functions of a type: they
 * pass their parameters on as if each took one slot, which those of 64 bits do not.
 */
final class IndirectCalls {
    private static final String CLASS_PART = "Indirect_";
    private static final String METHOD = "apply";

    private IndirectCalls() {}

    static boolean isWanted(String className) {
        return className.contains(CLASS_PART);
    }

    static byte[] mend(byte[] compiledClass) {
        ClassFile classFile = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG);
        return classFile.transformClass(
                classFile.parse(compiledClass),
                (builder, element) -> {
                    if (element instanceof MethodModel method
                            && method.methodName().equalsString(METHOD)) {
                        MethodTypeDesc type = method.methodTypeSymbol();
                        builder.transformMethod(
                                method,
                                MethodTransform.transformingCode(
                                        CodeTransform.ofStateful(() -> new Loads(type))));
                    } else {
                        builder.with(element);
                    }
                });
    }

    /** The first loads of such a method are those of its parameters, in order. */
    private static final class Loads implements CodeTransform {
        private static final int OWN_PARAMETERS = 3; // memory, instance, the function's index

        private final MethodTypeDesc type;
        private int index;
        private int slot;

        Loads(MethodTypeDesc type) {
            this.type = type;
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof LoadInstruction
                    && index < type.parameterCount() - OWN_PARAMETERS) {
                ClassDesc parameter = type.parameterType(index++);
                TypeKind kind = TypeKind.from(parameter);
                code.loadLocal(kind, slot);
                slot += kind.slotSize();
            } else {
                code.with(element);
            }
        }
    }
}
