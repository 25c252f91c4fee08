package lapidary.host.engine;

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
import lapidary.host.wasm.MeteredModule;

/**
 * Replaces, in compiled code, the engine's access to the two globals of the meter by the fields of
 * {@link FlatMemory} that hold them. A generated method has the memory in the local before the one
 * with its instance, so that
 *
 * <pre>{@code
 * push index; load instance; invoke readGlobal   →   load memory; check its class; get field
 * }</pre>
 *
 * <p>What else is replaced has nothing to do with the meter: {@link DirectCode}.
 */
final class MeterFields {
    private static final ClassDesc MEMORY = ClassDesc.of(FlatMemory.class.getName());

    private final int fuelGlobal;
    private final int stackGlobal;
    private final int firstTransferGlobal;
    private final int transferGlobals;
    private final int refuelFunction;

    MeterFields(MeteredModule metered) {
        this.fuelGlobal = metered.fuelGlobal();
        this.stackGlobal = metered.stackGlobal();
        this.firstTransferGlobal = metered.firstTransferGlobal();
        this.transferGlobals = metered.transferGlobals();
        this.refuelFunction = metered.refuelFunction();
    }

    byte[] replaceIn(byte[] compiledClass) {
        CodeTransform meter = CodeTransform.ofStateful(Replacing::new);
        return DirectCode.in(compiledClass, meter, refuelFunction);
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
            } else {
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
            String field = field(index);
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
                && (index == fuelGlobal || index == stackGlobal || isTransfer(index));
    }

    private boolean isTransfer(int index) {
        return index >= firstTransferGlobal && index < firstTransferGlobal + transferGlobals;
    }

    private String field(int index) {
        if (isTransfer(index)) {
            return "transfer" + (index - firstTransferGlobal);
        }
        return index == fuelGlobal ? "fuel" : "stack";
    }

    private static boolean isAccess(InvokeInstruction invoke) {
        return DirectCode.isHelper(invoke)
                && (invoke.name().equalsString("readGlobal")
                        || invoke.name().equalsString("writeGlobal"));
    }
}
