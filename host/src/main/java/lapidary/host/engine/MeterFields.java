package lapidary.host.engine;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Replaces, in compiled code, the engine's access to the two globals of the meter by the fields of
 * {@link FlatMemory} that hold them. A generated method has the memory in the local before the one
 * with its instance, so that
 *
 * <pre>{@code
 * push index; load instance; invoke readGlobal   →   load memory; check its class; get field
 * }</pre>
 *
 * <p>Loads and stores become those of {@link DirectAccess}, where the JVM has them. It also takes
 * out the engine's tests for interruption, one for each call and loop: a guest that must stop is
 * stopped when it asks for fuel.
 */
final class MeterFields {
    private static final ClassDesc MEMORY = ClassDesc.of(FlatMemory.class.getName());
    private static final ClassDesc ACCESS = ClassDesc.of(DirectAccess.class.getName());

    /** What {@link DirectAccess} has. */
    private static final Set<String> DIRECT =
            Stream.of("Byte", "Short", "Int", "Long", "Float", "Double")
                    .flatMap(type -> Stream.of("memoryRead" + type, "memoryWrite" + type))
                    .collect(Collectors.toUnmodifiableSet());

    private static final String HELPER_SUFFIX = "Shaded;";

    private final int fuelGlobal;
    private final int stackGlobal;

    MeterFields(int fuelGlobal, int stackGlobal) {
        this.fuelGlobal = fuelGlobal;
        this.stackGlobal = stackGlobal;
    }

    byte[] replaceIn(byte[] compiledClass) {
        ClassFile classFile = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG);
        return classFile.transformClass(
                classFile.parse(compiledClass),
                ClassTransform.transformingMethodBodies(
                        CodeTransform.ofStateful(Replacing::new)
                                .andThen(CodeTransform.ofStateful(FusedBranches::new))));
    }

    /** Holds back what may become an access until it is clear whether it does. */
    private final class Replacing implements CodeTransform {
        private final List<CodeElement> held = new ArrayList<>(2);

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (held.size() == 2
                    && element instanceof InvokeInstruction invoke
                    && isAccess(invoke)) {
                replace(code, invoke);
                held.clear();
                return;
            }
            if (held.size() == 1 && element instanceof LoadInstruction) {
                held.add(element);
                return;
            }
            release(code);
            if (element instanceof ConstantInstruction constant && isMeter(constant)) {
                held.add(element);
            } else if (element instanceof InvokeInstruction invoke && isDirect(invoke)) {
                code.invokestatic(ACCESS, invoke.name().stringValue(), invoke.typeSymbol());
            } else if (!(element instanceof InvokeInstruction invoke && isInterruption(invoke))) {
                code.with(element);
            }
        }

        @Override
        public void atEnd(CodeBuilder code) {
            release(code);
        }

        private void release(CodeBuilder code) {
            held.forEach(code::with);
            held.clear();
        }

        private void replace(CodeBuilder code, InvokeInstruction invoke) {
            int index = (Integer) ((ConstantInstruction) held.get(0)).constantValue();
            int memory = ((LoadInstruction) held.get(1)).slot() - 1;
            String field = index == fuelGlobal ? "fuel" : "stack";
            code.aload(memory).checkcast(MEMORY);
            if (invoke.name().equalsString("readGlobal")) {
                code.getfield(MEMORY, field, ConstantDescs.CD_long);
            } else {
                code.dup_x2().pop().putfield(MEMORY, field, ConstantDescs.CD_long);
            }
        }
    }

    private boolean isMeter(ConstantInstruction constant) {
        return constant.constantValue() instanceof Integer index
                && (index == fuelGlobal || index == stackGlobal);
    }

    private static boolean isAccess(InvokeInstruction invoke) {
        return isHelper(invoke)
                && (invoke.name().equalsString("readGlobal")
                        || invoke.name().equalsString("writeGlobal"));
    }

    private static boolean isDirect(InvokeInstruction invoke) {
        return DirectAccess.isPossible()
                && isHelper(invoke)
                && DIRECT.contains(invoke.name().stringValue());
    }

    private static boolean isInterruption(InvokeInstruction invoke) {
        return isHelper(invoke) && invoke.name().equalsString("checkInterruption");
    }

    private static boolean isHelper(InvokeInstruction invoke) {
        return invoke.owner().asSymbol().descriptorString().endsWith(HELPER_SUFFIX);
    }
}
