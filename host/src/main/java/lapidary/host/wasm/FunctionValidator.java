package lapidary.host.wasm;

import static lapidary.host.wasm.Refusals.invalid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lapidary.abi.InstructionPrices;
import org.jspecify.annotations.Nullable;

/**
 * Checks a function's body as the specification's appendix "Validation Algorithm" does, with a
 * stack of types and a stack of open blocks, and notes on the way what the rewriter needs. Confined
 * to one thread, for one function.
 */
final class FunctionValidator {
    private static final int NONE = -1;

    private final DecodedModule module;
    private final FunctionType type;
    private final BinaryReader in;
    private final List<ValueType> locals;
    private final NanFlow nans;
    private final int codeStart;
    private final Instruction instruction = new Instruction();
    private final OperandStack operands = new OperandStack();
    private final List<ControlFrame> frames = new ArrayList<>();
    private final Map<Integer, Spill> spills = new HashMap<>();
    private int ordinal;
    private long sixteenths;
    private int tableTargets;
    private boolean loops;
    private boolean calls;

    private FunctionValidator(
            DecodedModule module, FunctionType type, BinaryReader in, LocalsReader localsReader) {
        this.module = module;
        this.type = type;
        this.in = in;
        locals = localsReader.read(in, type.parameters());
        nans = new NanFlow(locals.size());
        codeStart = in.position();
    }

    /** Validates the {@code defined}-th of the functions that the module defines itself. */
    static FunctionShape validate(DecodedModule module, int defined, LocalsReader localsReader) {
        FunctionType type = module.typeOfFunction(module.importedFunctionCount + defined);
        DecodedModule.Range body = module.bodies.get(defined);
        var in = new BinaryReader(module.bytes, body.start(), body.end());
        var validator = new FunctionValidator(module, type, in, localsReader);
        validator.run();
        return validator.shape();
    }

    private void run() {
        frames.add(
                new ControlFrame(
                        Opcodes.BLOCK, new FunctionType(List.of(), type.results()), 0, NONE));
        while (!frames.isEmpty()) {
            instruction.readFrom(in);
            check();
            ordinal++;
        }
        if (in.hasMore()) {
            throw invalid(in.position(), "unexpected bytes behind the end of a function");
        }
    }

    private FunctionShape shape() {
        return new FunctionShape(
                type,
                locals,
                codeStart,
                operands.sizeMax(),
                tableTargets,
                loops,
                calls,
                nans.observedInstructions(),
                spills,
                sixteenths);
    }

    private void check() {
        int opcode = instruction.opcode();
        FunctionType operator = Operators.type(opcode);
        if (operator != null) {
            sixteenths += InstructionPrices.sixteenths(opcode);
            checkOperator(opcode, operator);
        } else if (opcode == Opcodes.PREFIX_MORE) {
            sixteenths += InstructionPrices.sixteenthsPrefixed(instruction.sub());
            checkPrefixed();
        } else {
            sixteenths += InstructionPrices.sixteenths(opcode);
            checkOther(opcode);
        }
    }

    private void checkOperator(int opcode, FunctionType operator) {
        if (Operators.isLoadOrStore(opcode)) {
            requireMemory();
        }
        List<ValueType> parameters = operator.parameters();
        int second = parameters.size() > 1 ? pop(parameters.get(1)) : NanFlow.EXACT;
        int first = pop(parameters.get(0));
        int origin = NanFlow.EXACT;
        if (Operators.passesNan(opcode)) {
            origin = nans.passedOn(first, second);
        } else if (!Operators.ignoresNanBits(opcode)) {
            nans.observe(first);
            nans.observe(second);
        }
        if (Operators.choosesNan(opcode)) {
            origin = nans.produced(ordinal);
        }
        if (!operator.results().isEmpty()) {
            operands.push(operator.results().get(0), origin);
        }
    }

    private void checkOther(int opcode) {
        switch (opcode) {
            case Opcodes.NOP -> {}
            case Opcodes.UNREACHABLE -> setUnreachable();
            case Opcodes.BLOCK, Opcodes.LOOP -> open(opcode);
            case Opcodes.IF -> {
                pop(ValueType.I32);
                open(opcode);
            }
            case Opcodes.ELSE -> switchToElse();
            case Opcodes.END -> close();
            case Opcodes.BR -> {
                popObserved(frame(instruction.index()).labelTypes());
                setUnreachable();
            }
            case Opcodes.BR_IF -> branchIf();
            case Opcodes.BR_TABLE -> branchTable();
            case Opcodes.RETURN -> {
                popObserved(type.results());
                setUnreachable();
            }
            case Opcodes.CALL -> call();
            case Opcodes.CALL_INDIRECT -> callIndirect();
            case Opcodes.DROP -> popAny();
            case Opcodes.SELECT -> select();
            case Opcodes.SELECT_TYPED -> selectTyped();
            default -> checkVariable(opcode);
        }
    }

    private void checkVariable(int opcode) {
        switch (opcode) {
            case Opcodes.LOCAL_GET, Opcodes.LOCAL_SET, Opcodes.LOCAL_TEE -> local(opcode);
            case Opcodes.GLOBAL_GET -> operands.push(global().value(), NanFlow.EXACT);
            case Opcodes.GLOBAL_SET -> setGlobal();
            case Opcodes.TABLE_GET -> {
                pop(ValueType.I32);
                operands.push(table(instruction.index()).element(), NanFlow.EXACT);
            }
            case Opcodes.TABLE_SET -> {
                pop(table(instruction.index()).element());
                pop(ValueType.I32);
            }
            case Opcodes.MEMORY_SIZE -> {
                requireMemory();
                push(ValueType.I32);
            }
            case Opcodes.MEMORY_GROW -> {
                requireMemory();
                pop(ValueType.I32);
                push(ValueType.I32);
            }
            case Opcodes.I32_CONST -> push(ValueType.I32);
            case Opcodes.I64_CONST -> push(ValueType.I64);
            case Opcodes.F32_CONST -> push(ValueType.F32);
            case Opcodes.F64_CONST -> push(ValueType.F64);
            case Opcodes.REF_NULL -> push(instruction.valueType());
            case Opcodes.REF_IS_NULL -> refIsNull();
            case Opcodes.REF_FUNC -> refFunc();
            default -> throw new IllegalStateException("opcode " + opcode + " was read");
        }
    }

    // Control

    private void open(int opcode) {
        FunctionType blockType = module.blockType(instruction);
        popObserved(blockType.parameters());
        instruction.checkNesting(frames.size());
        push(opcode, blockType, ordinal);
        if (opcode == Opcodes.LOOP) {
            loops = true;
            current().setContainsLoop();
        }
    }

    private void push(int opcode, FunctionType blockType, int openedBy) {
        frames.add(new ControlFrame(opcode, blockType, operands.size(), openedBy));
        blockType.parameters().forEach(this::push);
    }

    private ControlFrame popFrame() {
        ControlFrame frame = current();
        popObserved(frame.type().results());
        if (operands.size() != frame.height()) {
            throw mismatch("values remain on the stack at the end of a block");
        }
        frames.removeLast();
        return frame;
    }

    private void switchToElse() {
        ControlFrame frame = popFrame();
        if (frame.opcode() != Opcodes.IF) {
            throw invalid(instruction.start(), "else without if");
        }
        push(Opcodes.ELSE, frame.type(), frame.ordinal());
        if (frame.containsLoop()) {
            current().setContainsLoop();
        }
    }

    private void close() {
        ControlFrame frame = popFrame();
        FunctionType blockType = frame.type();
        if (frame.opcode() == Opcodes.IF && !blockType.parameters().equals(blockType.results())) {
            throw mismatch("if without else must leave what it takes");
        }
        if (frame.containsLoop() && !frames.isEmpty()) {
            current().setContainsLoop();
            noteSpill(frame);
        }
        blockType.results().forEach(this::push);
    }

    private void noteSpill(ControlFrame frame) {
        if (frame.height() > current().height() && !current().isUnreachable()) {
            List<ValueType> below = operands.types(current().height(), frame.height());
            spills.put(frame.ordinal(), new Spill(below, frame.type()));
        }
    }

    private void branchIf() {
        pop(ValueType.I32);
        List<ValueType> types = frame(instruction.index()).labelTypes();
        popObserved(types);
        types.forEach(this::push);
    }

    private void branchTable() {
        pop(ValueType.I32);
        int[] targets = instruction.targets();
        tableTargets += targets.length;
        List<ValueType> last = frame(targets[targets.length - 1]).labelTypes();
        for (int target : targets) {
            List<ValueType> types = frame(target).labelTypes();
            if (types.size() != last.size()) {
                throw mismatch("labels of br_table differ");
            }
            checkTop(types);
        }
        popObserved(last);
        setUnreachable();
    }

    /** Checks what lies on top without taking it away, so that ANY stays ANY for the next label. */
    private void checkTop(List<ValueType> types) {
        if (types.isEmpty()) {
            return;
        }
        ValueType[] found = new ValueType[types.size()];
        int[] origins = new int[types.size()];
        int taken = 0;
        for (int index = types.size() - 1; index >= 0; index--) {
            boolean isReal = operands.size() > current().height();
            found[index] = isReal ? operands.topType() : ValueType.ANY;
            origins[index] = pop(types.get(index));
            taken += isReal ? 1 : 0;
        }
        for (int index = types.size() - taken; index < types.size(); index++) {
            operands.push(found[index], origins[index]);
        }
    }

    private void call() {
        instruction.checkIndex(instruction.index(), module.functionCount(), "function");
        apply(module.typeOfFunction(instruction.index()));
        calls = true;
    }

    private void callIndirect() {
        instruction.checkIndex(instruction.index(), module.types.size(), "type");
        if (table(instruction.index2()).element() != ValueType.FUNCREF) {
            throw mismatch("call_indirect needs a table of functions");
        }
        pop(ValueType.I32);
        apply(module.types.get(instruction.index()));
        calls = true;
    }

    private void apply(FunctionType callee) {
        popObserved(callee.parameters());
        callee.results().forEach(this::push);
    }

    private void select() {
        pop(ValueType.I32);
        ValueType second = topOrAny();
        int secondOrigin = pop(ValueType.ANY);
        ValueType first = topOrAny();
        int firstOrigin = pop(ValueType.ANY);
        if (first.isReference() || second.isReference() || !first.fits(second)) {
            throw mismatch("select needs two numbers of one type");
        }
        operands.push(
                first == ValueType.ANY ? second : first, nans.passedOn(firstOrigin, secondOrigin));
    }

    private void selectTyped() {
        pop(ValueType.I32);
        int second = pop(instruction.valueType());
        int first = pop(instruction.valueType());
        operands.push(instruction.valueType(), nans.passedOn(first, second));
    }

    // Variables

    private void local(int opcode) {
        int index = instruction.index();
        instruction.checkIndex(index, locals.size(), "local");
        ValueType local = locals.get(index);
        if (opcode == Opcodes.LOCAL_GET) {
            operands.push(local, isFloat(local) ? nans.local(index) : NanFlow.EXACT);
            return;
        }
        int origin = pop(local);
        nans.assigned(index, origin);
        if (opcode == Opcodes.LOCAL_TEE) {
            operands.push(local, origin);
        }
    }

    private static boolean isFloat(ValueType type) {
        return type == ValueType.F32 || type == ValueType.F64;
    }

    private GlobalType global() {
        instruction.checkIndex(instruction.index(), module.globals.size(), "global");
        return module.globals.get(instruction.index());
    }

    private void setGlobal() {
        GlobalType global = global();
        if (!global.mutable()) {
            throw invalid(instruction.start(), "global is immutable");
        }
        nans.observe(pop(global.value()));
    }

    private void refIsNull() {
        ValueType found = topOrAny();
        if (found.isNumber()) {
            throw mismatch("ref.is_null needs a reference");
        }
        pop(ValueType.ANY);
        push(ValueType.I32);
    }

    private void refFunc() {
        instruction.checkIndex(instruction.index(), module.functionCount(), "function");
        if (!module.isDeclaredReference(instruction.index())) {
            throw invalid(instruction.start(), "undeclared function reference");
        }
        push(ValueType.FUNCREF);
    }

    // Bulk operations and saturating truncations

    private void checkPrefixed() {
        FunctionType operator = Operators.typeAfterPrefix(instruction.sub());
        if (operator != null) {
            pop(operator.parameters().get(0));
            push(operator.results().get(0));
            return;
        }
        switch (instruction.sub()) {
            case Opcodes.MEMORY_INIT -> {
                requireMemory();
                requireDataSegment();
                popThreeIntegers();
            }
            case Opcodes.DATA_DROP -> requireDataSegment();
            case Opcodes.MEMORY_COPY, Opcodes.MEMORY_FILL -> {
                requireMemory();
                popThreeIntegers();
            }
            default -> checkTableOperation();
        }
    }

    private void checkTableOperation() {
        int index = instruction.index();
        switch (instruction.sub()) {
            case Opcodes.ELEM_DROP -> elementSegment(index);
            case Opcodes.TABLE_INIT -> {
                if (elementSegment(index).type() != table(instruction.index2()).element()) {
                    throw mismatch("elements do not fit the table");
                }
                popThreeIntegers();
            }
            case Opcodes.TABLE_COPY -> {
                if (table(index).element() != table(instruction.index2()).element()) {
                    throw mismatch("tables hold different types");
                }
                popThreeIntegers();
            }
            case Opcodes.TABLE_SIZE -> {
                table(index);
                push(ValueType.I32);
            }
            case Opcodes.TABLE_GROW -> {
                pop(ValueType.I32);
                pop(table(index).element());
                push(ValueType.I32);
            }
            case Opcodes.TABLE_FILL -> {
                pop(ValueType.I32);
                pop(table(index).element());
                pop(ValueType.I32);
            }
            default -> throw new IllegalStateException("opcode 0xfc " + instruction.sub());
        }
    }

    private void popThreeIntegers() {
        pop(ValueType.I32);
        pop(ValueType.I32);
        pop(ValueType.I32);
    }

    private TableType table(int index) {
        instruction.checkIndex(index, module.tables.size(), "table");
        return module.tables.get(index);
    }

    private ElementSegment elementSegment(int index) {
        instruction.checkIndex(index, module.elements.size(), "elem segment");
        return module.elements.get(index);
    }

    private void requireMemory() {
        if (module.memories.isEmpty()) {
            throw invalid(instruction.start(), "unknown memory 0");
        }
    }

    private void requireDataSegment() {
        if (module.dataCount.isEmpty()) {
            throw invalid(instruction.start(), "data count section required");
        }
        instruction.checkIndex(instruction.index(), module.dataCount.getAsInt(), "data segment");
    }

    // The two stacks

    private ControlFrame current() {
        return frames.getLast();
    }

    private ControlFrame frame(int label) {
        instruction.checkIndex(label, frames.size(), "label");
        return frames.get(frames.size() - 1 - label);
    }

    private void setUnreachable() {
        operands.shrinkTo(current().height());
        current().setUnreachable();
    }

    private void push(ValueType pushed) {
        operands.push(pushed, NanFlow.EXACT);
    }

    private ValueType topOrAny() {
        return operands.size() > current().height() ? operands.topType() : ValueType.ANY;
    }

    private void popAny() {
        pop(ValueType.ANY);
    }

    /** Takes a value that fits {@code wanted} away, and gives where its NaN bits come from. */
    private int pop(ValueType wanted) {
        if (operands.size() == current().height()) {
            if (current().isUnreachable()) {
                return NanFlow.EXACT;
            }
            throw mismatch("expected " + text(wanted) + ", but the stack is empty");
        }
        ValueType found = operands.topType();
        if (!found.fits(wanted)) {
            throw mismatch("expected " + text(wanted) + ", found " + text(found));
        }
        int origin = operands.topOrigin();
        operands.pop();
        return origin;
    }

    private void popObserved(List<ValueType> types) {
        for (int index = types.size() - 1; index >= 0; index--) {
            nans.observe(pop(types.get(index)));
        }
    }

    private static String text(@Nullable ValueType wanted) {
        return String.valueOf(wanted).toLowerCase(Locale.ROOT);
    }

    private RuntimeException mismatch(String what) {
        return invalid(instruction.start(), "type mismatch: " + what);
    }
}
