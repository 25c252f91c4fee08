package lapidary.host.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives a method two locals more, the bytes of its memory and their number, and has its loads and
 * stores use them. They are read when the method begins, and again after each call that may have
 * made the memory grow, which is any but those that are known not to.
 *
 * <pre>{@code
 * load memory; invoke helper   →   load bytes; load size; invoke DirectAccess
 * }</pre>
 */
final class DirectLoads implements CodeTransform {
    /** Of the longest method that gains by the two locals: longer ones are hard to compile. */
    static final int METHOD_BYTES_MAX = 8_000;

    private static final ClassDesc MEMORY = ClassDesc.of(FlatMemory.class.getName());
    private static final ClassDesc ACCESS = ClassDesc.of(DirectAccess.class.getName());
    private static final ClassDesc BYTES = ConstantDescs.CD_byte.arrayType();
    private static final MethodTypeDesc GET_BYTES = MethodTypeDesc.of(BYTES);
    private static final MethodTypeDesc GET_SIZE = MethodTypeDesc.of(ConstantDescs.CD_int);

    /** What {@link DirectAccess} has. */
    private static final Set<String> ACCESSES =
            Stream.of("Byte", "Short", "Int", "Long", "Float", "Double")
                    .flatMap(type -> Stream.of("memoryRead" + type, "memoryWrite" + type))
                    .collect(Collectors.toUnmodifiableSet());

    /** Helpers of the engine's after which a memory has the size that it had. */
    private static final Set<String> HARMLESS =
            Set.of(
                    "memoryCopy",
                    "memoryFill",
                    "memoryInit",
                    "memoryDrop",
                    "memoryPages",
                    "readGlobal",
                    "writeGlobal",
                    "tableGet",
                    "tableSet",
                    "tableSize");

    private final int memory;
    private final int locals;
    private final String refuel;
    private int bytes;
    private int size;
    private @Nullable LoadInstruction held;

    /**
     * @param memory the local that has the memory
     * @param locals how many the method has: what is added lies behind them
     * @param refuelFunction that leaves its size alone, or −1
     */
    DirectLoads(int memory, int locals, int refuelFunction) {
        this.memory = memory;
        this.locals = locals;
        this.refuel = "func_" + refuelFunction;
    }

    static boolean isAccess(InvokeInstruction invoke) {
        return DirectCode.isHelper(invoke) && ACCESSES.contains(invoke.name().stringValue());
    }

    /** Whether a method has loads or stores, and is not too long. */
    static boolean gains(CodeAttribute code) {
        return code.codeLength() <= METHOD_BYTES_MAX
                && code.elementStream()
                        .anyMatch(element ->
                                element instanceof InvokeInstruction invoke && isAccess(invoke));
    }

    /** Without the two locals: only the helpers are replaced. */
    static void direct(CodeBuilder code, CodeElement element) {
        if (element instanceof InvokeInstruction invoke && isAccess(invoke)) {
            code.invokestatic(ACCESS, invoke.name().stringValue(), invoke.typeSymbol());
        } else {
            code.with(element);
        }
    }

    @Override
    public void atStart(CodeBuilder code) {
        bytes = code.allocateLocal(TypeKind.REFERENCE);
        size = code.allocateLocal(TypeKind.INT);
        if (bytes < locals || size < locals) { // a guest must not be able to write to them
            throw new IllegalStateException("a local of the method's own was allocated");
        }
        readMemory(code);
    }

    private void readMemory(CodeBuilder code) {
        code.aload(memory).checkcast(MEMORY).dup();
        code.invokevirtual(MEMORY, "array", GET_BYTES).astore(bytes);
        code.invokevirtual(MEMORY, "size", GET_SIZE).istore(size);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
        if (held != null && element instanceof InvokeInstruction invoke && isAccess(invoke)) {
            held = null;
            access(code, invoke);
            return;
        }
        release(code);
        if (element instanceof LoadInstruction load && load.slot() == memory) {
            held = load;
            return;
        }
        direct(code, element);
        if (element instanceof InvokeInstruction invoke && mayGrow(invoke)) {
            readMemory(code);
        }
    }

    @Override
    public void atEnd(CodeBuilder code) {
        release(code);
    }

    private void release(CodeBuilder code) {
        if (held != null) {
            code.with(held);
            held = null;
        }
    }

    private void access(CodeBuilder code, InvokeInstruction invoke) {
        var type = invoke.typeSymbol();
        int last = type.parameterCount() - 1;
        var direct =
                type.changeParameterType(last, BYTES)
                        .insertParameterTypes(last + 1, ConstantDescs.CD_int);
        code.aload(bytes).iload(size);
        code.invokestatic(ACCESS, invoke.name().stringValue(), direct);
    }

    private boolean mayGrow(InvokeInstruction invoke) {
        String name = invoke.name().stringValue();
        if (DirectCode.isHelper(invoke)) {
            return !HARMLESS.contains(name) && !ACCESSES.contains(name);
        }
        return !(DirectCode.isOpcode(invoke) || isJava(invoke) || name.equals(refuel));
    }

    private static boolean isJava(InvokeInstruction invoke) {
        return invoke.owner().asSymbol().descriptorString().startsWith("Ljava/lang/");
    }
}
